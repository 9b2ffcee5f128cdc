import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { CdpSession } from '../cdp/connection';
import { breakableIn } from '../symbols/breakable';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { fromBase64 } from './from-base64';
import type { ModuleHandover } from './module-handover';
import { ModuleLoading } from './module-loading';

/** A module as the program has it. */
export interface LoadedBytes {
  /** The same for the same script of the same process, in later sessions too; null where that can't be told. */
  identity: () => Promise<string | null>;
  /** May take seconds. */
  fetch: () => Promise<Uint8Array>;
}

/**
 * Makes symbols of a module; handed in, because finding external debug files needs the user's settings. Equal bytes
 * give the same symbols: threads, reloads, copies of a module and later sessions share them.
 */
export type OpenSymbols = (module: Uint8Array | LoadedBytes, url: string) => Promise<ModuleSymbols>;

/** Where a script's symbols come from. */
export interface SymbolSources {
  readonly openSymbols: OpenSymbols;
  /** Of a launched program. */
  readonly handover: ModuleHandover | null;
  /** A large module is on its way. */
  readonly onLoading: (loading: ModuleLoading) => void;
}

/** Stands for a module that the user does not want to wait for. */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

/** Script ids count up within one thread of one process. Node alone: what a browser shows of itself is too coarse. */
const THREAD_IDENTITY = `typeof process === 'object' && process.getBuiltinModule ? [process.pid, process.getBuiltinModule('node:worker_threads').threadId, performance.timeOrigin].join(' ') : ''`;

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
    return (this.opened ??= this.sizeBytes < LIMITS.handover.smallestBytes ? this.openSmall() : this.openLarge());
  }

  /** Instruction starts in `[start, end)` of one function; of code that only the engine understands as it tells them (CDP Debugger.getPossibleBreakpoints). */
  async instructions(start: ModuleOffset, end: ModuleOffset): Promise<ModuleOffset[]> {
    const known = breakableIn(await this.symbols(), start, end);
    if (known) return known;
    const at = (columnNumber: number): { scriptId: string; lineNumber: number; columnNumber: number } => ({ scriptId: this.scriptId, lineNumber: 0, columnNumber });
    const { locations } = await this.session.send('Debugger.getPossibleBreakpoints', { start: at(start), end: at(end) });
    return locations.map(({ columnNumber }) => moduleOffset(columnNumber ?? 0));
  }

  private async openSmall(): Promise<ModuleSymbols> {
    return this.sources.openSymbols(await this.fetch(), this.url);
  }

  private async openLarge(): Promise<ModuleSymbols> {
    const loading = new ModuleLoading(this.url, this.sizeBytes);
    const cancelled = loading.events.once('cancelled').then(() => this.sources.openSymbols(EMPTY_MODULE, this.url));
    this.sources.onLoading(loading);
    try {
      return await Promise.race([this.open(loading), cancelled]);
    } finally {
      loading.end();
    }
  }

  private async open(loading: ModuleLoading): Promise<ModuleSymbols> {
    const handedOver = await this.sources.handover?.bytesOfSize(this.sizeBytes);
    const symbols = handedOver && (await this.sources.openSymbols(handedOver, this.url));
    if (symbols && symbols.module.codeStart === this.codeOffset) return symbols;
    const fetch = async (): Promise<Uint8Array> => {
      loading.events.emit('stage', 'fetched from the program');
      const bytes = await this.fetch();
      loading.events.emit('stage', 'read');
      return bytes;
    };
    return this.sources.openSymbols({ identity: () => this.identity(), fetch }, this.url);
  }

  private async fetch(): Promise<Uint8Array> {
    const { bytecode } = await this.session.send('Debugger.getScriptSource', { scriptId: this.scriptId });
    return fromBase64(bytecode ?? '');
  }

  private async identity(): Promise<string | null> {
    const { result } = await this.session.send('Runtime.evaluate', { expression: THREAD_IDENTITY, returnByValue: true, silent: true, disableBreaks: true });
    return typeof result.value === 'string' && result.value !== '' ? [result.value, this.scriptId, this.sizeBytes].join(' ') : null;
  }
}
