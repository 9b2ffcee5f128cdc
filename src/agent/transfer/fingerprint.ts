import { LIMITS } from '../../base/limits';

/**
 * Length and a hash (FNV-1a, 32 bits) of evenly spread samples: equal texts have equal fingerprints, and different
 * frames of one length practically never do. Costs the same for any length; the text cannot be told from it.
 */
export function fingerprint(text: string): string {
  const { fingerprintSamples } = LIMITS.handoff;
  const stride = Math.max(1, Math.floor(text.length / fingerprintSamples));
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += stride) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
