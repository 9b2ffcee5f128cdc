import { moduleOffset } from '../base/offsets';
import type { ModuleHash, WasmFrame } from '../trace/event';
import { contentHash } from '../wasm/content-hash';
import type { WasmModule } from '../wasm/module';
import { readModule } from '../wasm/read-module';
import type { CompiledModule } from './compiled-module';
import type { V8Frame } from './v8-frame';
import type { WireEvent } from './wire';

/** What runs: the module as built, and when it was rewritten the way back from V8's offsets. */
interface RunningModule {
  readonly compiled: CompiledModule;
  /** Parsed from the bytes that V8 got. */
  readonly running: WasmModule;
  readonly mapOffset: ((rewritten: number) => number) | null;
}

/** Begins with the magic number (core spec 5.5.16). */
export const isWasm = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;

/** What becomes of a module's bytes. */
export interface ModuleKeeper {
  /** Lower-case hex. */
  sha256(bytes: Uint8Array): string;
  /** Keeps the bytes for the tool; the file that holds them, or null where there is none. */
  keepModule(hash: ModuleHash, bytes: Uint8Array): string | null;
}

/** All modules that were compiled in this thread, by content; names Wasm frames of captured stacks. */
export class ModuleRegistry {
  private readonly byHash = new Map<ModuleHash, RunningModule>();
  private readonly byModule = new WeakMap<WebAssembly.Module, CompiledModule>();
  private readonly sources = new WeakMap<object, string>();
  /** Which modules a script URL can mean: V8's URL names no build (its digits come from the length alone above 16 KB). */
  private readonly candidatesOf = new Map<string, RunningModule[]>();

  constructor(
    private readonly keeper: ModuleKeeper,
    private readonly emit: (event: WireEvent) => void,
    private readonly now: () => number,
  ) {}

  /** The file that these bytes were read from; keyed by their buffer. */
  noteSource(bytes: Uint8Array, path: string): void {
    this.sources.set(bytes.buffer, path);
  }

  /** Reads, hashes and announces a module once for each content. The bytes are copied: the program may change its own. */
  register(bytes: Uint8Array, sourceFile: string | null = this.sources.get(bytes.buffer) ?? null): CompiledModule {
    const hash = contentHash(bytes, (data) => this.keeper.sha256(data));
    const known = this.byHash.get(hash);
    if (known) return sourceFile === known.compiled.sourceFile ? known.compiled : { ...known.compiled, sourceFile: sourceFile ?? known.compiled.sourceFile };
    const module = readModule(bytes.slice());
    const compiled: CompiledModule = { hash, module, sourceFile };
    this.byHash.set(hash, { compiled, running: module, mapOffset: null });
    this.candidatesOf.clear();
    this.emit({ t: this.now(), kind: 'module', module: hash, name: module.names.module, sizeBytes: bytes.length, bytesFile: this.keeper.keepModule(hash, bytes) ?? sourceFile, rewritten: false });
    return compiled;
  }

  /** From now on V8's offsets of this module are those of `bytes`. */
  noteRewritten(compiled: CompiledModule, bytes: Uint8Array, mapOffset: (rewritten: number) => number): void {
    this.byHash.set(compiled.hash, { compiled, running: readModule(bytes), mapOffset });
    this.candidatesOf.clear();
  }

  bind(module: WebAssembly.Module, compiled: CompiledModule): void {
    this.byModule.set(module, compiled);
  }

  of(module: WebAssembly.Module): CompiledModule | undefined {
    return this.byModule.get(module);
  }

  isRewritten(hash: ModuleHash): boolean {
    return this.byHash.get(hash)?.mapOffset != null;
  }

  /**
   * A V8 frame as a Wasm frame, or null when it is none. V8 gives the function's index, the offset in the module it
   * compiled, and where the function's body starts: the last tells modules apart.
   */
  frameOf(frame: V8Frame, url: string): WasmFrame | null {
    const functionIndex: unknown = frame.getFunction();
    if (typeof functionIndex !== 'number') return null;
    const offset = frame.getPosition();
    const candidates = this.candidates(url).filter(({ running }) => running.functionAt(moduleOffset(offset))?.index === functionIndex);
    if (candidates.length > 0) this.candidatesOf.set(url, candidates);
    const only = candidates.length === 1 ? candidates[0]! : null;
    return {
      kind: 'wasm',
      module: only?.compiled.hash ?? null,
      functionIndex: functionIndex,
      function: frame.getFunctionName(),
      offset: only?.mapOffset ? only.mapOffset(offset) : offset,
    };
  }

  private candidates(url: string): RunningModule[] {
    const known = this.candidatesOf.get(url);
    if (known) return known;
    const name = /^wasm:\/\/wasm\/(?:(.*)-)?[\da-f]{8}$/.exec(url)?.[1];
    const all = [...this.byHash.values()];
    const named = all.filter(({ running }) => (running.names.module ?? undefined) === name);
    return named.length > 0 ? named : all;
  }
}
