import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import { decodeProfile } from '../profile/readers/decode-profile';
import type { ThreadRecording } from '../profile/symbolicate-profile';

const GZIP = [0x1f, 0x8b];

/** A profile's file, whatever tool wrote it, compressed or not. Throws UserError where it can't be read or is none. */
export function readProfile(path: string): ThreadRecording[] {
  return decode(path, inflated(path, bytesOf(path)));
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(`cannot read the profile ${path}: ${messageFor(error)}`);
  }
}

function inflated(path: string, bytes: Buffer): Buffer {
  if (bytes[0] !== GZIP[0] || bytes[1] !== GZIP[1]) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.profile.fileBytes });
  } catch (error) {
    throw new UserError(`${path}: damaged, or larger than ${LIMITS.profile.fileBytes >> 20} MB unpacked: ${messageFor(error)}`);
  }
}

function decode(path: string, bytes: Uint8Array): ThreadRecording[] {
  try {
    return decodeProfile(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new UserError(`${path}: ${error.reason}; profiles are read as .cpuprofile, .heapprofile, pprof, speedscope, Chrome trace, Firefox's, V8's log as JSON and folded stacks`);
  }
}
