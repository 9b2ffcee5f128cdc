import { readFileSync } from 'node:fs';
import { UserError, messageFor } from '../base/user-error';
import { userFormatters } from '../values/user-formatters';
import type { Formatter } from '../values/value';

/** A file with a list of formatters, as `wasmscope.formatters` has it. Throws UserError. */
export function readFormatters(path: string): Formatter[] {
  try {
    return userFormatters(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new UserError(`cannot use the formatters of ${path}: ${messageFor(error)}`);
  }
}
