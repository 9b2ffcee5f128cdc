import { LIMITS } from '../base/limits';
import type { LoadedBytes } from '../session/wasm-script';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { FileTrail } from './file-trail';
import { openModuleBytes, type ModulePlace, type OpenModuleOptions } from './open-module';
import { readInChunks, type Reading } from './read-in-chunks';

interface Entry {
  /** Where debug information was looked for. */
  readonly place: string;
  readonly trail: FileTrail;
  readonly sizeBytes: number;
  readonly bytes: WeakRef<Uint8Array>;
  /** Of scripts in running programs that have these bytes. */
  readonly identities: Set<string>;
  symbols: Promise<ModuleSymbols> | WeakRef<ModuleSymbols>;
  /** Keeps the symbols alive while nobody uses them. */
  kept: ModuleSymbols | null;
}

/**
 * Symbols by content: whoever opens the same bytes again, in any session, finds them read already, as long as the files
 * that hold their debug information are the same. The latest used are kept, up to a bound in bytes; what is in use is
 * found here however large it is.
 */
export class SymbolStore {
  /** The latest used last. */
  private entries: Entry[] = [];

  constructor(private readonly keptBytes: number = LIMITS.symbols.keptBytes) {}

  /** Bytes of the modules that are kept alive here. */
  get keptNow(): number {
    return this.entries.reduce((sum, { kept, sizeBytes }) => sum + (kept ? sizeBytes : 0), 0);
  }

  /** Rejects with a UserError on what is no module. */
  async openBytes(bytes: Uint8Array, place: ModulePlace): Promise<ModuleSymbols> {
    const key = keyOf(place);
    const fitting = this.entries.filter((entry) => entry.place === key && entry.sizeBytes === bytes.length && isEqual(entry.bytes.deref(), bytes));
    // Whoever comes second finds the entry of the first, so it is made before anything is waited for.
    if (fitting.length === 0) return this.add(key, bytes, new FileTrail(), place);
    return (await this.firstValid(fitting)) ?? this.openBytes(bytes, place);
  }

  /** What the program has; where the same script was seen before, its bytes need not come again. */
  async openLoaded(module: Uint8Array | LoadedBytes, place: ModulePlace): Promise<ModuleSymbols> {
    if (module instanceof Uint8Array) return this.openBytes(module, place);
    const identity = await module.identity();
    const known = identity === null ? undefined : this.entries.find(({ identities }) => identities.has(identity))?.bytes.deref();
    const symbols = await this.openBytes(known ?? (await module.fetch()), place);
    const entry = this.entries.find(({ bytes }) => bytes.deref() === symbols.module.bytes);
    if (identity !== null) entry?.identities.add(identity);
    return symbols;
  }

  /** A file that has not changed is not even read again. */
  async openFile(path: string, options: OpenModuleOptions, reading: Reading = {}): Promise<ModuleSymbols> {
    const place = { ...options, path };
    const key = `file ${keyOf(place)}`;
    const known = await this.firstValid(this.entries.filter((entry) => entry.place === key));
    if (known) return known;
    const trail = new FileTrail();
    await trail.note(path);
    return this.add(key, await readInChunks(path, reading), trail, place);
  }

  /** Those that are out of date are forgotten. */
  private async firstValid(fitting: readonly Entry[]): Promise<ModuleSymbols | undefined> {
    for (const entry of fitting) {
      const symbols = entry.symbols instanceof WeakRef ? entry.symbols.deref() : await entry.symbols.catch(() => undefined);
      if (symbols && (await entry.trail.isUnchanged())) {
        this.entries = [...this.entries.filter((each) => each !== entry), entry];
        this.keep(entry, symbols);
        return symbols;
      }
      this.forget(entry);
    }
    return undefined;
  }

  private async add(place: string, bytes: Uint8Array, trail: FileTrail, where: ModulePlace): Promise<ModuleSymbols> {
    const opening = openModuleBytes(bytes, where, trail);
    const entry: Entry = { place, trail, sizeBytes: bytes.length, bytes: new WeakRef(bytes), identities: new Set(), symbols: opening, kept: null };
    this.entries.push(entry);
    try {
      const symbols = await opening;
      entry.symbols = new WeakRef(symbols);
      this.keep(entry, symbols);
      return symbols;
    } catch (error) {
      this.forget(entry);
      throw error;
    }
  }

  private forget(entry: Entry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }

  /** The latest is kept whatever its size. */
  private keep(latest: Entry, symbols: ModuleSymbols): void {
    latest.kept = symbols;
    let total = this.keptNow;
    for (const entry of this.entries) {
      if (total <= this.keptBytes) break;
      if (!entry.kept || entry === latest) continue;
      entry.kept = null;
      total -= entry.sizeBytes;
    }
    this.entries = this.entries.filter(({ symbols: each }) => !(each instanceof WeakRef) || each.deref() !== undefined);
  }
}

function keyOf({ path, debugFiles = [], debugDirs = [] }: ModulePlace): string {
  return JSON.stringify([path, debugFiles, debugDirs]);
}

function isEqual(known: Uint8Array | undefined, bytes: Uint8Array): boolean {
  return known === bytes || (known !== undefined && Buffer.compare(known, bytes) === 0);
}
