import type { Protocol } from 'devtools-protocol';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { CdpSession } from '../cdp/connection';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { ModuleHandover } from './module-handover';

/**
 * Makes symbols of a module's bytes; handed in, because finding external debug files needs the user's settings. Equal
 * bytes give the same symbols: threads, reloads, copies of a module and later sessions share them.
 */
export type OpenSymbols = (bytes: Uint8Array, url: string) => Promise<ModuleSymbols>;

/** Where a script's symbols come from. */
export interface SymbolSources {
  readonly openSymbols: OpenSymbols;
  /** Of a launched program. */
  readonly handover: ModuleHandover | null;
}

/** A Wasm module as one thread knows it. V8 gives equal bytes one script, however often they are compiled. */
export class WasmScript {
  readonly scriptId: string;
  readonly url: string;
  readonly sizeBytes: number;
  private readonly codeOffset: number | undefined;
  private opened: Promise<ModuleSymbols> | undefined;

  constructor(
    private readonly session: CdpSession,
    private readonly sources: SymbolSources,
    { scriptId, url, endColumn, codeOffset }: Protocol.Debugger.ScriptParsedEvent,
    /** Loaded before the debugger came. */
    readonly mayHaveRun: boolean,
  ) {
    this.scriptId = scriptId;
    this.url = url;
    this.sizeBytes = endColumn;
    this.codeOffset = codeOffset;
  }

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
    const handedOver = await this.sources.handover?.bytesOfSize(this.sizeBytes);
    const symbols = handedOver && (await this.sources.openSymbols(handedOver, this.url));
    if (symbols && symbols.module.codeStart === this.codeOffset) return symbols;
    const { bytecode } = await this.session.send('Debugger.getScriptSource', { scriptId: this.scriptId });
    return this.sources.openSymbols(Buffer.from(bytecode ?? '', 'base64'), this.url);
  }
}
