import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import type { ScriptPosition } from '../base/script-map';
import type { CdpSession } from '../cdp/connection';
import { CompiledScript, type FindScriptMap, type Origin } from './compiled-script';
import { GlueScripts } from './glue-scripts';
import type { ScriptLocator, SourcePlaces } from './script-addresses';
import { namesOfFile } from './source-paths';
import { WasmScript, type SymbolSources } from './wasm-script';

/** Packages bring maps to sources that are not here. */
const PACKAGES = /[\\/]node_modules[\\/]/;

/** How scripts lead to what they were made from. */
export interface ScriptOrigins extends SourcePlaces {
  readonly symbols: SymbolSources;
  readonly findScriptMap: FindScriptMap;
  /** Whether scripts that toolchains write are nobody's, as standard libraries are. */
  readonly skipsGlue: boolean;
}

/** What one thread has loaded, by V8's numbers. */
export class ThreadScripts {
  readonly wasm = new Map<string, WasmScript>();
  /** JavaScript that names a source map. */
  readonly compiled = new Map<string, CompiledScript>();
  readonly urls = new Map<string, string>();
  private readonly glueScripts: GlueScripts;

  constructor(
    private readonly session: CdpSession,
    private readonly origins: ScriptOrigins,
  ) {
    this.glueScripts = new GlueScripts(session);
  }

  /** Those that steps go past. */
  get glue(): GlueScripts | null {
    return this.origins.skipsGlue && this.wasm.size > 0 ? this.glueScripts : null;
  }

  /** What is new in it. `mayHaveRun`: it was there before the debugger came. */
  add(parsed: Protocol.Debugger.ScriptParsedEvent, mayHaveRun: boolean): WasmScript | CompiledScript | null {
    const { scriptId, url, scriptLanguage, sourceMapURL } = parsed;
    this.urls.set(scriptId, url);
    if (scriptLanguage === 'WebAssembly') {
      if (this.wasm.has(scriptId)) return null;
      const script = new WasmScript(this.session, this.origins.symbols, parsed, mayHaveRun);
      this.wasm.set(scriptId, script);
      return script;
    }
    this.glueScripts.add(parsed);
    const script = sourceMapURL ? this.compiledScript(url, sourceMapURL) : null;
    if (script) this.compiled.set(scriptId, script);
    return script;
  }

  /** One that may not be loaded yet; null where its sources are not the user's. */
  compiledScript(url: string, mapUrl: string): CompiledScript | null {
    if (PACKAGES.test(url)) return null;
    const same = [...this.compiled.values()].find((known) => known.url === url && known.mapUrl === mapUrl && mapUrl.startsWith('data:'));
    return same ?? new CompiledScript(url, mapUrl, this.origins.findScriptMap, this.origins.addresses);
  }

  urlOf(scriptId: string): string {
    return this.urls.get(scriptId) ?? '';
  }

  /** How V8 is asked for a file that may not be loaded yet. */
  locatorOf(path: string): ScriptLocator {
    return this.origins.addresses.locatorOf(path);
  }

  isFile({ location }: Protocol.Debugger.CallFrame, path: string): boolean {
    return this.origins.addresses.pathOf(this.urlOf(location.scriptId)) === path;
  }

  /** null where nobody wrote what stands there; undefined in scripts that were compiled from nothing. Counts from 0, as V8 does. */
  async originOf({ scriptId, lineNumber, columnNumber = 0 }: Protocol.Debugger.Location): Promise<Origin | null | undefined> {
    return this.compiled.get(scriptId)?.originOf({ line: lineNumber + 1, column: columnNumber + 1 });
  }

  /** Files of this machine: scripts, and what they were compiled from. */
  async files(): Promise<string[]> {
    const { addresses, paths } = this.origins;
    const scripts = [...this.urls.values()].flatMap((url) => addresses.pathOf(url) ?? []);
    const maps = await Promise.all([...this.compiled.values()].map((script) => script.map()));
    return [...scripts, ...maps.flatMap((map) => map?.sources.flatMap((source) => paths.resolve(source) ?? []) ?? [])];
  }

  /** Lines and columns of a file where V8 can stop, counted from 1: of a script, or of what scripts were compiled from. */
  async placesIn(path: string, firstLine: number, lastLine: number): Promise<ScriptPosition[]> {
    const own = [...this.urls].flatMap(([scriptId, url]) => (!this.compiled.has(scriptId) && this.origins.addresses.pathOf(url) === path ? [scriptId] : []));
    const direct = own.map((scriptId) => this.breakable(scriptId, { line: firstLine, column: 1 }, { line: lastLine + 1, column: 1 }));
    const mapped = [...this.compiled].map(async ([scriptId, script]) => {
      const map = await script.mapOver(path);
      const [name] = map ? namesOfFile(path, map.sources, this.origins.paths) : [];
      const range = name === undefined ? null : map!.generatedRange(name, firstLine, lastLine);
      if (!range) return [];
      const originals = (await this.breakable(scriptId, range.start, range.end)).flatMap((place) => map!.originalOf(place) ?? []);
      return originals.filter(({ source, line }) => source === name && line >= firstLine && line <= lastLine);
    });
    return (await Promise.all([...direct, ...mapped])).flat();
  }

  /** Where V8 can stop in a frame's own function, its end included, those first that lie behind where it stands; of many, the first. */
  async placesOf({ location, functionLocation }: Protocol.Debugger.CallFrame): Promise<Protocol.Debugger.Location[]> {
    const { locations } = await this.session.send('Debugger.getPossibleBreakpoints', { start: functionLocation ?? location, restrictToFunction: true });
    const isBehind = ({ lineNumber, columnNumber = 0 }: Protocol.Debugger.Location): boolean => lineNumber > location.lineNumber || (lineNumber === location.lineNumber && columnNumber > (location.columnNumber ?? 0));
    // A loop may come round to what lies before.
    return [...locations.filter(isBehind), ...locations.filter((place) => !isBehind(place))].slice(0, LIMITS.adapter.placesInFunction);
  }

  private async breakable(scriptId: string, start: ScriptPosition, end: ScriptPosition): Promise<ScriptPosition[]> {
    const at = ({ line, column }: ScriptPosition): Protocol.Debugger.Location => ({ scriptId, lineNumber: line - 1, columnNumber: column - 1 });
    const { locations } = await this.session.send('Debugger.getPossibleBreakpoints', { start: at(start), end: at(end) });
    return locations.map(({ lineNumber, columnNumber = 0 }) => ({ line: lineNumber + 1, column: columnNumber + 1 }));
  }

  clear(): void {
    this.wasm.clear();
    this.compiled.clear();
    this.urls.clear();
    this.glueScripts.clear();
  }
}
