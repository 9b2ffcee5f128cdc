import { readFileSync } from 'node:fs';
import { UserError, messageFor } from '../base/user-error';

/** A file the user named, or one line that says why it can't be read. */
export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${what} ${path}: ${messageFor(error)}`);
  }
}
