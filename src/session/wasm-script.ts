import { createHash } from 'node:crypto';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { CdpSession } from '../cdp/connection';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** Makes symbols of a module's bytes; handed in, because finding external debug files needs the user's settings. */
export type OpenSymbols = (bytes: Uint8Array, url: string) => Promise<ModuleSymbols>;

/** Symbols by content: threads, reloads and copies of one module share them. */
export class SymbolCache {
  private readonly known = new Map<string, Promise<ModuleSymbols>>();

  constructor(private readonly openSymbols: OpenSymbols) {}

  open(bytes: Uint8Array, url: string): Promise<ModuleSymbols> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = this.known.get(hash) ?? this.openSymbols(bytes, url);
    this.known.set(hash, known);
    return known;
  }
}

/** A Wasm module as one thread knows it. V8 gives equal bytes one script, however often they are compiled. */
export class WasmScript {
  private opened: Promise<ModuleSymbols> | undefined;

  constructor(
    private readonly session: CdpSession,
    private readonly cache: SymbolCache,
    readonly scriptId: string,
    readonly url: string,
    readonly sizeBytes: number,
    /** Loaded before the debugger came. */
    readonly mayHaveRun: boolean,
  ) {}

  /** The bytes are fetched and read on first use. Never rejects for bad debug information, only when the target is gone. */
  symbols(): Promise<ModuleSymbols> {
    return (this.opened ??= this.open());
  }

  /** Instruction starts in `[start, end)` (CDP Debugger.getPossibleBreakpoints). */
  async instructions(start: ModuleOffset, end: ModuleOffset): Promise<ModuleOffset[]> {
    const at = (columnNumber: number): { scriptId: string; lineNumber: number; columnNumber: number } => ({ scriptId: this.scriptId, lineNumber: 0, columnNumber });
    const { locations } = await this.session.send('Debugger.getPossibleBreakpoints', { start: at(start), end: at(end) });
    return locations.map(({ columnNumber }) => moduleOffset(columnNumber ?? 0));
  }

  private async open(): Promise<ModuleSymbols> {
    const { bytecode } = await this.session.send('Debugger.getScriptSource', { scriptId: this.scriptId });
    return this.cache.open(Buffer.from(bytecode ?? '', 'base64'), this.url);
  }
}
