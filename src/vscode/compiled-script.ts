import { posix } from 'node:path';

/**
 * Whether the source map beside a script says that it was compiled from `source` (ECMA-426, `sources` and `sourceRoot`).
 * Paths are relative to one folder, with slashes.
 */
export function isCompiledFrom(source: string, script: string, map: string): boolean {
  const { sources, sourceRoot } = parsed(map);
  if (!Array.isArray(sources)) return false;
  const root = typeof sourceRoot === 'string' ? sourceRoot : '';
  return sources.some((each) => typeof each === 'string' && posix.join(posix.dirname(script), root, each) === source);
}

function parsed(text: string): { readonly sources?: unknown; readonly sourceRoot?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
