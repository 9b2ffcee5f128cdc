import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { MemoryBudget } from '../base/memory-budget';
import { debugSections } from '../dwarf/debug-sections';
import { DwarfFile } from '../dwarf/dwarf-file';
import type { Unit } from '../dwarf/unit';
import { readSourceMap } from '../sourcemap/source-map';
import type { WasmModule } from '../wasm/module';
import { readModule } from '../wasm/read-module';
import type { DebugFiles } from './debug-files';
import { notFound } from './debug-files';
import { DwarfFunctions } from './dwarf-functions';
import { LineIndex } from './line-index';
import type { LineSource } from './line-source';
import { STALE_DEBUG_INFO, type DebugInfoKind, type ModuleSymbols } from './module-symbols';
import { SourceSymbols } from './source-symbols';
import { sourceMapLines } from './source-map-lines';
import { loadSplitUnits } from './split-units';
import { openSupplement } from './supplement';

/**
 * Opens everything that is known of a module's source. Reads headers alone: what costs time is read when it is asked
 * for, and no more than `keptBytes` of it is kept. `files` yields debug information that lies outside of the module.
 */
export async function openSymbols(module: WasmModule, files: DebugFiles = () => Promise.resolve(undefined), keptBytes: number = LIMITS.dwarf.keptBytes): Promise<ModuleSymbols> {
  const problems: DecodeError[] = [];
  const kinds = new Set<DebugInfoKind>();
  const holder = await dwarfHolder(module, files, kinds, problems);
  const dwarf = new DwarfFile(debugSections((name) => holder.customSection(name)), problems, { memory: new MemoryBudget(keptBytes) });
  dwarf.supplement = (await openSupplement(holder, files, problems, dwarf.memory)) ?? null;
  const split = await loadSplitUnits(dwarf, files, problems);
  if (split.contents.size > 0) kinds.add('split-dwarf');
  const sourceMap = await openSourceMap(module, files, kinds, problems);
  const contentOf = (unit: Unit): Unit => split.contents.get(unit) ?? unit;
  const functions = dwarf.units.length > 0 ? believedFunctions(module, dwarf, contentOf, problems) : null;
  const units = functions ? dwarf.units : [];
  const lines = new LineIndex(module, units, functions, sourceMap, problems);
  return new SourceSymbols({ module, kinds: [...kinds], allUnits: dwarf.units, units: units.map(contentOf), typeUnits: () => (functions ? split.typeUnits() : []), nameOf: functionNames(module, holder), functions, lines, problems });
}

/** A stripped module's names are in the file that its debug information is in, where that numbers functions alike. */
function functionNames(module: WasmModule, holder: WasmModule): (index: number) => string | undefined {
  if (module === holder) return (index) => module.names.functions.get(index);
  const alike = module.importedFunctionCount === holder.importedFunctionCount && module.functions.length === holder.functions.length;
  return (index) => module.names.functions.get(index) ?? (alike ? holder.names.functions.get(index) : undefined);
}

/** The module itself, or the file that `external_debug_info` leads to; the code of both is the same. */
async function dwarfHolder(module: WasmModule, files: DebugFiles, kinds: Set<DebugInfoKind>, problems: DecodeError[]): Promise<WasmModule> {
  if (module.customSection('.debug_info')) {
    kinds.add('dwarf');
    return module;
  }
  const name = module.externalDebugInfo;
  const bytes = await files({ kind: 'external-dwarf', name });
  if (!bytes) {
    const lost = name === null ? unmatched(module, files) : notFound(name, files);
    if (lost !== null) problems.push(new DecodeError('external_debug_info', 0, lost));
    return module;
  }
  const external = readModule(bytes);
  if (!external.customSection('.debug_info')) {
    problems.push(new DecodeError('external_debug_info', 0, `${name ?? 'the debug file'} holds no DWARF`));
    return module;
  }
  kinds.add('external-dwarf');
  return external;
}

/** Said only where folders were named to look in; null where nothing was looked for. */
function unmatched(module: WasmModule, { places }: DebugFiles): string | null {
  const folders = places?.folders ?? [];
  if (folders.length === 0 || module.sourceMappingUrl !== null) return null;
  const wanted = module.buildId === null ? 'the same code' : `build id ${module.buildId}, or the same code`;
  return `no module with debug information and ${wanted} in ${folders.join(', ')}`;
}

async function openSourceMap(module: WasmModule, files: DebugFiles, kinds: Set<DebugInfoKind>, problems: DecodeError[]): Promise<LineSource | null> {
  const name = module.sourceMappingUrl;
  const bytes = (name === null ? undefined : inlineData(name)) ?? (await files({ kind: 'source-map', name }));
  if (!bytes) {
    if (name !== null) problems.push(new DecodeError('sourceMappingURL', 0, notFound(name, files)));
    return null;
  }
  const map = await readSourceMap(bytes).catch((error: unknown) => {
    if (!(error instanceof DecodeError)) throw error;
    problems.push(error);
    return null;
  });
  if (!map) return null;
  kinds.add('source-map');
  return sourceMapLines(map, module);
}

function inlineData(url: string): Uint8Array | undefined {
  const match = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (!match) return undefined;
  try {
    const text = match[1] ? atob(match[2]!) : decodeURIComponent(match[2]!);
    return match[1] ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : new TextEncoder().encode(text);
  } catch {
    return undefined;
  }
}

/** null where the DWARF is of other code: a tool rewrote the module and left it behind. */
function believedFunctions(module: WasmModule, dwarf: DwarfFile, contentOf: (unit: Unit) => Unit, problems: DecodeError[]): DwarfFunctions | null {
  const functions = new DwarfFunctions(module, dwarf, problems, contentOf);
  const fits = functions.fitsCode() ?? hasFittingLines(module, dwarf, functions, problems);
  if (fits) return functions;
  problems.push(new DecodeError('.debug_info', 0, STALE_DEBUG_INFO));
  return null;
}

/** Where only line tables were asked for, they alone tell. */
function hasFittingLines(module: WasmModule, dwarf: DwarfFile, functions: DwarfFunctions, problems: DecodeError[]): boolean {
  const index = new LineIndex(module, dwarf.units, functions, null, problems);
  for (const source of index.sources()) if (index.trustedIn(source).count > 0) return true;
  return false;
}
