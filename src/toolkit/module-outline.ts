import { LIMITS } from '../base/limits';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { caveats } from './inspect';
import type { ModuleOutline } from './shown-module';

/** What can be said of a module without reading its debug information or a single instruction. */
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
