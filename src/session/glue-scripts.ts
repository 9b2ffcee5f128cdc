import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import type { CdpSession } from '../cdp/connection';

/**
 * What only the scripts hold that toolchains write to lead from JavaScript to a module and back: Emscripten's own names for
 * its views on memory (before and since 3.1.19) and for a thread's start, wasm-bindgen's table of imports, AssemblyScript's
 * bindings for strings.
 */
const MARKS = /\bfunction (?:updateGlobalBufferAndViews|updateMemoryViews)\b|\b_emscripten_thread_init\b|\b__wbg_(?:get_imports|finalize_init)\b|\bimports\.wbg\s*=|\b__wbg_set_wasm\b|\b__wbindgen_placeholder__\b|\bfunction __(?:lift|lower)String\b/;

/** The scripts of one thread that nobody wrote: glue between JavaScript and Wasm, told by their text, whatever they are called. */
export class GlueScripts {
  private readonly sizes = new Map<string, number>();
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(private readonly session: CdpSession) {}

  add({ scriptId, url, length = 0 }: Protocol.Debugger.ScriptParsedEvent): void {
    if (!url.startsWith('node:')) this.sizes.set(scriptId, length);
  }

  has(scriptId: string): Promise<boolean> {
    const size = this.sizes.get(scriptId) ?? Infinity;
    if (size > LIMITS.stepping.glueCharacters) return Promise.resolve(false);
    const known = this.known.get(scriptId) ?? this.isMarked(scriptId);
    this.known.set(scriptId, known);
    return known;
  }

  /** V8 steps through the whole script by itself meanwhile; it would not stop at what is thrown there, either, so not for longer. */
  async passing<T>(scriptId: string, go: () => Promise<T>): Promise<T> {
    await this.session.send('Debugger.setBlackboxedRanges', { scriptId, positions: [{ lineNumber: 0, columnNumber: 0 }] });
    try {
      return await go();
    } finally {
      if (!this.session.closed) await this.session.send('Debugger.setBlackboxedRanges', { scriptId, positions: [] }).catch(() => undefined);
    }
  }

  clear(): void {
    this.sizes.clear();
    this.known.clear();
  }

  private async isMarked(scriptId: string): Promise<boolean> {
    const source = await this.session.send('Debugger.getScriptSource', { scriptId }).catch(() => null);
    return source !== null && MARKS.test(source.scriptSource);
  }
}
