import { LIMITS } from '../base/limits';
import type { DebugInfoKind, ModuleSymbols } from '../symbols/module-symbols';
import { caveats } from './inspect';

/** A section as it stands in the file: `start` is its first byte, `bytes` its whole size, header and name counted. */
export interface OutlinedSection {
  readonly name: string;
  readonly isCustom: boolean;
  readonly start: number;
  readonly bytes: number;
}

/** What can be said of a module without reading its debug information or a single instruction. */
export interface ModuleOutline {
  readonly bytes: number;
  /** In the order of the file; at most LIMITS.symbolsWorker.answerEntries of `sectionCount`. */
  readonly sections: readonly OutlinedSection[];
  readonly sectionCount: number;
  readonly functions: number;
  readonly imports: number;
  readonly exports: number;
  readonly kinds: readonly DebugInfoKind[];
  readonly dwarfVersions: readonly number[];
  readonly unitCount: number;
  readonly producers: readonly { readonly field: string; readonly name: string; readonly version: string }[];
  readonly buildId: string | null;
  /** Damage, staleness, or that there are no lines, each with what helps. */
  readonly problems: readonly string[];
}

export function outlineModule(symbols: ModuleSymbols): ModuleOutline {
  const { module, kinds, dwarfVersions, unitCount } = symbols;
  const { answerEntries } = LIMITS.symbolsWorker;
  return {
    bytes: module.bytes.length,
    sections: module.sections.slice(0, answerEntries).map(({ id, name, headerOffset, payloadOffset, payloadSize }) => ({
      name, isCustom: id === 0, start: headerOffset, bytes: payloadOffset + payloadSize - headerOffset,
    })),
    sectionCount: module.sections.length,
    functions: module.functions.length,
    imports: module.imports.length,
    exports: module.exports.length,
    kinds, dwarfVersions, unitCount,
    producers: module.producers.slice(0, answerEntries),
    buildId: module.buildId,
    problems: caveats(symbols).slice(0, answerEntries),
  };
}
