import { writeFileSync } from 'node:fs';
import { messageFor } from '../base/user-error';
import { tell } from './output';

/** Writes a file that the user asked for. False, with one line that says why, where that can't be done: the rest is still printed. */
export function writeFile(path: string, content: Uint8Array | string): boolean {
  try {
    writeFileSync(path, content);
    tell(`wrote ${path}`);
    return true;
  } catch (error) {
    tell(`wasmscope: cannot write ${path}: ${messageFor(error)}`);
    return false;
  }
}
