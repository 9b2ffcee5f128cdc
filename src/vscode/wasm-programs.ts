import { posix } from 'node:path';

/** Modules that a script imports by a relative path, in whatever way (ECMAScript 16.2, CommonJS). */
const IMPORTED = /\b(?:from|import|require)\b\s*\(?\s*['"](\.{1,2}\/[^'"\n]+)['"]/g;

const LOADS_WASM = /\bWebAssembly\s*\.|\bfrom\s*['"][^'"\n]+\.wasm['"]/;

/**
 * Which of these scripts are programs that load WebAssembly: themselves or by what they import, and imported by none. In
 * order of their paths, which are relative to one folder, with slashes.
 */
export function wasmPrograms(scripts: ReadonlyMap<string, string>): string[] {
  const imports = new Map([...scripts].map(([path, text]) => [path, importsOf(path, text, scripts)]));
  const imported = new Set([...imports.values()].flat());
  return [...scripts.keys()].filter((path) => !imported.has(path) && reached(path, imports).some((each) => LOADS_WASM.test(scripts.get(each)!))).sort();
}

function importsOf(path: string, text: string, scripts: ReadonlyMap<string, string>): string[] {
  const named = [...text.matchAll(IMPORTED)].map(([, specifier]) => posix.join(posix.dirname(path), specifier!));
  return named.flatMap((name) => ['', '.js', '.mjs', '.cjs'].map((ending) => name + ending).find((each) => each !== path && scripts.has(each)) ?? []);
}

function reached(path: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set([path]);
  for (const each of found) for (const next of imports.get(each) ?? []) found.add(next);
  return [...found];
}
