import { DecodeError } from '../../base/decode-error';
import { isRecord } from '../../base/json-value';
import type { CpuProfile } from '../cpu-profile';
import { decodeHeapProfile } from '../heap-profile';
import type { ThreadRecording } from '../symbolicate-profile';
import { decodeChromeTrace } from './chrome-trace';
import { readCpuProfile } from './cpuprofile';
import { decodeFirefox } from './firefox';
import { decodeFolded } from './folded';
import { decodeNestedCpuProfile, isNestedCpuProfile } from './nested-cpuprofile';
import { decodePprof } from './pprof';
import { decodeSpeedscope } from './speedscope';
import { decodeV8Log } from './v8-log';

/**
 * A profile that some tool wrote, told apart by content and not by its name: `.cpuprofile` and `.heapprofile` (V8, Node,
 * Chrome, VS Code, old ones too), Chrome trace, speedscope, Firefox, V8's log as JSON, pprof (already decompressed), folded
 * stacks. Throws DecodeError where it is none of them. `onProgress` hears now and then which part of a large file has been read, from 0 to 1.
 */
export function decodeProfile(bytes: Uint8Array, onProgress?: (fraction: number) => void): ThreadRecording[] {
  if (bytes.length === 0) throw new DecodeError('profile', 0, 'an empty file');
  const first = bytes.find((byte) => !SPACES.has(byte));
  if (first === BRACE || first === BRACKET) {
    const recording = readCpuProfile(bytes, onProgress);
    return recording ? [{ name: 'main', slices: [recording] }] : ofJson(parse(bytes));
  }
  return [{ name: 'main', slices: [isText(bytes) ? decodeFolded(new TextDecoder().decode(bytes)) : decodePprof(bytes)] }];
}

const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const BRACE = 0x7b;
const BRACKET = 0x5b;
const CONTROL_END = 0x20;
const LOOKED_AT = 4_096;

function ofJson(value: unknown): ThreadRecording[] {
  if (Array.isArray(value)) return decodeChromeTrace(value).map(threadOf);
  if (isRecord(value) && 'traceEvents' in value) return decodeChromeTrace(value['traceEvents']).map(threadOf);
  if (isRecord(value) && 'shared' in value && 'profiles' in value) return decodeSpeedscope(value).map(threadOf);
  if (isRecord(value) && 'threads' in value && 'meta' in value) return decodeFirefox(value).map(threadOf);
  return [{ name: 'main', slices: [ofOneThread(value)] }];
}

function ofOneThread(value: unknown): CpuProfile {
  if (isRecord(value) && 'code' in value && 'ticks' in value) return decodeV8Log(value);
  if (isRecord(value) && isNestedCpuProfile(value)) return decodeNestedCpuProfile(value);
  return decodeHeapProfile(value);
}

const threadOf = ({ name, recording }: { readonly name: string; readonly recording: CpuProfile }): ThreadRecording => ({ name, slices: [recording] });

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new DecodeError('profile', 0, 'begins like JSON and is none');
  }
}

/** Protocol buffers begin with tags and lengths: bytes that no text holds. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, LOOKED_AT).every((byte) => byte >= CONTROL_END || SPACES.has(byte));
}
