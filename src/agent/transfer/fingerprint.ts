import { LIMITS } from '../../base/limits';

/** A prime: samples fall on different places of texts that repeat themselves. */
const JITTER = 7_919;

/**
 * Length and a hash (FNV-1a, 32 bits) of samples from all over the text: equal texts have equal fingerprints, and
 * different frames of one length practically never do. Costs the same for any length; the text cannot be told from it.
 */
export function fingerprint(text: string): string {
  const { fingerprintSamples } = LIMITS.handoff;
  const stride = Math.max(1, Math.floor(text.length / fingerprintSamples));
  let hash = 0x811c9dc5;
  for (let start = 0, sample = 0; start < text.length; start += stride, sample++) {
    const index = Math.min(text.length - 1, start + ((sample * JITTER) % stride));
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/** The same for bytes, with more samples: two frames of one sensor differ little. */
export function bytesFingerprint(bytes: Uint8Array): string {
  const { fingerprintBytes } = LIMITS.handoff;
  const stride = Math.max(1, Math.floor(bytes.length / fingerprintBytes));
  let hash = 0x811c9dc5;
  for (let start = 0, sample = 0; start < bytes.length; start += stride, sample++) {
    hash = Math.imul(hash ^ bytes[Math.min(bytes.length - 1, start + ((sample * JITTER) % stride))]!, 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}
