import type { Protocol } from 'devtools-protocol';
import { Script } from 'node:vm';
import type { ModuleOffset } from '../base/offsets';
import { CdpError, type CdpSession } from '../cdp/connection';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { panicPlaces } from '../symbols/rust-panics';
import type { BoundPlace, Breakpoint } from './breakpoint';
import { CompiledBreakpoints } from './compiled-breakpoints';
import { CompiledScript } from './compiled-script';
import type { SourcePlaces } from './script-addresses';
import { namesOfFile } from './source-paths';
import type { WasmScript } from './wasm-script';

/** What V8 can decide of a condition by itself, at an instruction; null where that is nothing. */
export type FilterOf = (condition: string, symbols: ModuleSymbols, offset: ModuleOffset) => Promise<string | null>;

/** V8 allows one breakpoint a place, so wishes that fall together share it; a filter is one wish's own. */
interface Site {
  cdpId: string;
  readonly owners: Set<number>;
  isFiltered: boolean;
}

const JS_FILE = /\.[cm]?[jt]sx?$/i;
const JS_ONLY_FILE = /\.[cm]?js$/i;

/** Whether JavaScript may be compiled from it. */
const SCRIPT_SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee)$/i;

/** Where a condition in JavaScript leaves word of why it failed; read and deleted at the stop. */
export const CONDITION_FAILURE = `globalThis[Symbol.for('wasmscope.condition')]`;

/** V8 takes a condition that throws, or is none, for one that does not hold: nobody would ever hear of the mistake. */
function guarded(condition: string): string {
  try {
    new Script(`(${condition}\n)`);
    return `(() => { try { return (${condition}\n); } catch (error) { ${CONDITION_FAILURE} = String(error); return true; } })()`;
  } catch (error) {
    return `(${CONDITION_FAILURE} = ${JSON.stringify(String(error))}, true)`;
  }
}

/** Whether a breakpoint in this file can concern a Wasm module (AssemblyScript and TypeScript share an ending). */
export const mayBeWasmSource = (path: string): boolean => !JS_ONLY_FILE.test(path);
export const mayBeScriptSource = (path: string): boolean => SCRIPT_SOURCE.test(path);

const conditionOf = ({ condition }: Breakpoint): { condition?: string } => (condition === undefined ? {} : { condition: guarded(condition) });

/** The breakpoints of one thread: in JavaScript by address, in Wasm by module and offset. */
export class ThreadBreakpoints {
  private readonly sites = new Map<string, Site>();
  /** Asked for, and not answered yet. */
  private readonly placing = new Map<string, Promise<Site | null>>();
  private readonly ownersOf = new Map<string, ReadonlySet<number>>();
  private readonly scriptIds = new Map<number, string>();
  private readonly bound = new Map<string, Promise<BoundPlace | 'no-code' | null>>();
  private readonly compiled: CompiledBreakpoints;

  constructor(
    private readonly session: CdpSession,
    private readonly sources: SourcePlaces & { readonly filterOf: FilterOf },
    private readonly onBound: (id: number, place: BoundPlace) => void,
  ) {
    this.compiled = new CompiledBreakpoints(session, sources.paths, conditionOf);
    session.on('Debugger.breakpointResolved', ({ breakpointId, location }) => {
      const [id] = this.ownersOf.get(breakpointId) ?? [];
      if (id !== undefined && this.scriptIds.get(id) === breakpointId) onBound(id, { line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1 });
    });
  }

  /** JavaScript: V8 keeps the address and binds whenever such a file is loaded, before it runs. */
  async addToScripts(breakpoint: Breakpoint): Promise<void> {
    if (!JS_FILE.test(breakpoint.path)) return;
    const { id, path, line, column } = breakpoint;
    const { breakpointId, locations } = await this.session.send('Debugger.setBreakpointByUrl', {
      ...this.sources.addresses.locatorOf(path),
      lineNumber: line - 1,
      ...(column === undefined ? {} : { columnNumber: column - 1 }),
      ...conditionOf(breakpoint),
    });
    this.scriptIds.set(id, breakpointId);
    this.ownersOf.set(breakpointId, new Set([id]));
    const [first] = locations;
    if (first) this.onBound(id, { line: first.lineNumber + 1, column: (first.columnNumber ?? 0) + 1 });
  }

  /** Binds in one module or script, once. `no-code`: it has the file, but nothing at or after the line. */
  bindIn(script: WasmScript | CompiledScript, breakpoint: Breakpoint): Promise<BoundPlace | 'no-code' | null> {
    if (script instanceof CompiledScript) return this.bindInCompiled(script, breakpoint);
    const key = `${breakpoint.id} ${script.scriptId}`;
    const known = this.bound.get(key) ?? this.bind(script, breakpoint);
    this.bound.set(key, known);
    return known;
  }

  /** Where its line went to, in a script that was compiled from its file. */
  private async bindInCompiled(script: CompiledScript, breakpoint: Breakpoint): Promise<BoundPlace | null> {
    const placed = await this.compiled.bindIn(script, breakpoint);
    if (!placed) return null;
    const { id, path } = breakpoint;
    this.ownersOf.set(placed.cdpId, new Set([id]));
    this.onBound(id, placed.place);
    const direct = this.scriptIds.get(id);
    // A loader compiled the file under its own name: there, its lines are others.
    if (direct !== undefined && this.sources.addresses.pathOf(script.url) === path) {
      this.scriptIds.delete(id);
      this.ownersOf.delete(direct);
      await this.session.send('Debugger.removeBreakpoint', { breakpointId: direct });
    }
    return placed.place;
  }

  /** The modules are gone, and with them what was set in them. */
  forgetScripts(): void {
    for (const { cdpId } of this.sites.values()) this.ownersOf.delete(cdpId);
    this.sites.clear();
    this.placing.clear();
    this.bound.clear();
  }

  async remove(breakpoints: readonly Breakpoint[]): Promise<void> {
    const ids = new Set(breakpoints.map(({ id }) => id));
    for (const [key, waiting] of [...this.bound].filter(([key]) => ids.has(parseInt(key)))) {
      await waiting.catch(() => undefined);
      this.bound.delete(key);
    }
    const gone = [...(await this.compiled.forget(ids)), ...[...ids].flatMap((id) => this.scriptIds.get(id) ?? [])];
    for (const id of ids) this.scriptIds.delete(id);
    for (const [key, { cdpId, owners }] of this.sites) {
      const before = owners.size;
      for (const id of ids) owners.delete(id);
      if (owners.size === before || owners.size > 0) continue;
      this.sites.delete(key);
      gone.push(cdpId);
    }
    for (const breakpointId of gone) this.ownersOf.delete(breakpointId);
    await Promise.all(gone.map((breakpointId) => this.session.send('Debugger.removeBreakpoint', { breakpointId })));
  }

  /** Which breakpoints a pause is at. V8 names none where a step arrives at one in Wasm, so the place counts as well. */
  hit({ hitBreakpoints = [], callFrames }: Protocol.Debugger.PausedEvent): number[] {
    const place = callFrames[0]?.location;
    const atPlace = place ? this.sites.get(`${place.scriptId}:${place.columnNumber}`)?.owners : undefined;
    return [...new Set([...hitBreakpoints.flatMap((cdpId) => [...(this.ownersOf.get(cdpId) ?? [])]), ...(atPlace ?? [])])];
  }

  /** Offsets in a module where a step must not run through: V8 misses breakpoints inside skipped ranges. */
  offsetsIn(script: WasmScript): number[] {
    const prefix = `${script.scriptId}:`;
    return [...this.sites.keys()].filter((key) => key.startsWith(prefix)).map((key) => Number(key.slice(prefix.length)));
  }

  private async bind(script: WasmScript, breakpoint: Breakpoint): Promise<BoundPlace | 'no-code' | null> {
    const symbols = await script.symbols();
    const wanted = this.wantedPlaces(symbols, breakpoint);
    if (wanted === null) return null;
    const set = await Promise.all(wanted.map(async ({ offset, place }) => ((await this.setAt(script, offset, breakpoint)) ? place : null)));
    const place = set.find((each) => each !== null);
    if (!place) return 'no-code';
    const bound = script.mayHaveRun ? { ...place, mayHaveRun: true } : place;
    this.onBound(breakpoint.id, bound);
    return bound;
  }

  /** null where the module has nothing to do with the breakpoint. */
  private wantedPlaces(symbols: ModuleSymbols, { path, line, column, functionName, instruction, panics }: Breakpoint): { readonly offset: ModuleOffset; readonly place: BoundPlace }[] | null {
    if (instruction) return instruction.symbols === symbols ? [{ offset: instruction.offset, place: this.placeOf(symbols, instruction.offset) }] : null;
    if (panics) return panicPlaces(symbols).map((offset) => ({ offset, place: { line: 0 } }));
    if (functionName !== undefined) {
      const places = symbols.placesOfFunction(functionName);
      return places.length === 0 ? null : places.map(({ offset }) => ({ offset, place: this.placeOf(symbols, offset) }));
    }
    const names = namesOfFile(path, symbols.files(), this.sources.paths);
    if (names.length === 0) return null;
    return names.flatMap((name) => {
      const { resolved, offsets } = symbols.locate(name, line, column);
      return resolved ? offsets.map((offset) => ({ offset, place: { line: resolved.line } })) : [];
    });
  }

  private placeOf(symbols: ModuleSymbols, offset: ModuleOffset): BoundPlace {
    const frame = symbols.framesAt(offset).find(({ file }) => file !== null);
    const path = frame?.file ? this.sources.paths.resolve(frame.file) : null;
    return { line: frame?.line || (frame?.nearLine ?? 0), ...(path === null ? {} : { path }) };
  }

  private async setAt(script: WasmScript, offset: ModuleOffset, { id, condition }: Breakpoint): Promise<boolean> {
    const key = `${script.scriptId}:${offset}`;
    const placing = this.sites.get(key) ?? this.placing.get(key) ?? this.place(script, offset, condition).finally(() => this.placing.delete(key));
    if (placing instanceof Promise) this.placing.set(key, placing);
    const site = await placing;
    if (!site) return false;
    const isAlone = site.owners.size === 0;
    site.owners.add(id);
    if (site.isFiltered && !isAlone) await this.unfilter(site, script, offset);
    return true;
  }

  /** What one of the wishes asks is not what the others do. */
  private async unfilter(site: Site, script: WasmScript, offset: ModuleOffset): Promise<void> {
    site.isFiltered = false;
    this.ownersOf.delete(site.cdpId);
    await this.session.send('Debugger.removeBreakpoint', { breakpointId: site.cdpId });
    const { breakpointId } = await this.session.send('Debugger.setBreakpoint', { location: { scriptId: script.scriptId, lineNumber: 0, columnNumber: offset } });
    site.cdpId = breakpointId;
    this.ownersOf.set(breakpointId, site.owners);
  }

  private async place(script: WasmScript, offset: ModuleOffset, condition: string | undefined): Promise<Site | null> {
    const filter = condition === undefined ? null : await this.sources.filterOf(condition, await script.symbols(), offset);
    try {
      const { breakpointId, actualLocation } = await this.session.send('Debugger.setBreakpoint', { location: { scriptId: script.scriptId, lineNumber: 0, columnNumber: offset }, ...(filter === null ? {} : { condition: filter }) });
      const site = { cdpId: breakpointId, owners: new Set<number>(), isFiltered: filter !== null };
      this.sites.set(`${script.scriptId}:${actualLocation.columnNumber ?? offset}`, site);
      this.ownersOf.set(breakpointId, site.owners);
      return site;
    } catch (error) {
      // Debug information that names a place without code: V8 refuses it, and other places may be good.
      if (error instanceof CdpError && error.code !== null) return null;
      throw error;
    }
  }
}
