import { readFileSync, statSync } from 'node:fs';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';

/** The JSON of a report's file as it stands there; undefined where the file holds something else. */
export function readReport(path: string): unknown {
  const text = readText(path);
  if (text === undefined || !/^\s*\{[^{}[\]]*"tool"\s*:\s*"wasmscope"/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path}: a damaged report: ${messageFor(error)}`);
  }
}

function readText(path: string): string | undefined {
  try {
    return statSync(path).size <= LIMITS.report.documentBytes ? readFileSync(path, 'utf8') : undefined;
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${messageFor(error)}`);
  }
}
