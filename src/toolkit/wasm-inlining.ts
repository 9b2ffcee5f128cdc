/** The V8 flag that keeps Wasm functions from being inlined into each other. */
export const NO_INLINING = '--no-wasm-inlining';

/** V8 inlines Wasm into Wasm since 13 (Node 24), where a function inlined everywhere has no time of its own. Older ones don't know the flag. */
export function inlinesWasm(v8Version: string, flags: readonly string[] = []): boolean {
  return Number.parseInt(v8Version, 10) >= 13 && !flags.includes(NO_INLINING);
}
