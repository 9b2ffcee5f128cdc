import { accessSync, constants, existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError, messageFor } from '../base/user-error';
import { tell } from './output';

/** Before work of minutes: throws UserError where the file could not be written afterwards. */
export function requireWritable(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new UserError('it is a folder');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${messageFor(error)}`);
  }
}

/** Writes what can't be had again: where its file can't be written, among the temporary ones, and says so. False then, too. */
export function keepFile(path: string, content: Uint8Array | string): boolean {
  if (writeFile(path, content)) return true;
  writeFile(join(mkdtempSync(join(tmpdir(), 'wasmscope-')), basename(path)), content);
  return false;
}

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
