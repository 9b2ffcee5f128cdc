import type { ModuleSymbols } from '../symbols/module-symbols';
import type { WasmModule } from '../wasm/module';

/** What `wasmscope inspect --json` prints: a contract. Sizes are bytes of contents, without headers and names of sections. */
export interface Inspection {
  readonly module: string;
  readonly bytes: number;
  readonly sections: readonly { readonly name: string; readonly bytes: number }[];
  readonly producers: readonly { readonly field: string; readonly name: string; readonly version: string }[];
  readonly buildId: string | null;
  readonly debugInfo: {
    readonly kinds: readonly string[];
    readonly dwarfVersions: readonly number[];
    readonly units: number;
    readonly functions: number;
    readonly lineRows: number;
  };
  readonly problems: readonly string[];
  /** How to get debug information, where there is none with lines. */
  readonly advice?: string;
}

/** `name` is what the report calls the module: its path, mostly. */
export function inspectModule(name: string, symbols: ModuleSymbols): Inspection {
  const { module, kinds, dwarfVersions, unitCount } = symbols;
  // Statistics read every unit, so the problems that they meet are known afterwards.
  const { functions, lineRows } = symbols.statistics();
  const problems = [...new Set([...module.problems, ...symbols.problems].map(({ message }) => message))];
  return {
    module: name,
    bytes: module.bytes.length,
    sections: module.sections.map((section) => ({ name: section.name, bytes: section.payloadSize })),
    producers: module.producers,
    buildId: module.buildId,
    debugInfo: { kinds, dwarfVersions, units: unitCount, functions, lineRows },
    problems,
    ...(lineRows === 0 ? { advice: adviceFor(module) } : {}),
  };
}

/** What a user of this module's symbols should know beside an answer: damage, staleness, or that there are no lines at all. */
export function caveats({ module, kinds, problems }: ModuleSymbols): string[] {
  const hasLines = kinds.some((kind) => kind !== 'name-section');
  return [...new Set([...module.problems, ...problems].map(({ message }) => message)), ...(hasLines ? [] : [adviceFor(module)])];
}

/** By the compiler, where the module names it. */
function adviceFor({ producers }: WasmModule): string {
  return producers.some(({ field, name }) => field === 'language' && name === 'Go') ? GO_ADVICE : ADVICE;
}

const GO_ADVICE = 'no source lines in this module: the Go compiler writes none for WebAssembly, and function names are all there is (TinyGo writes DWARF)';

const ADVICE =
  'no source lines in this module: compile with -g (clang, emcc, rustc; in Cargo.toml debug = true, strip = false) or --sourceMap (asc), and keep later tools such as wasm-opt from dropping it (-g there, too)';
