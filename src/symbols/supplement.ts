import { ByteCursor } from '../base/byte-cursor';
import { attempt, DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { MemoryBudget } from '../base/memory-budget';
import { debugSections } from '../dwarf/debug-sections';
import { DwarfFile } from '../dwarf/dwarf-file';
import type { WasmModule } from '../wasm/module';
import { readModule } from '../wasm/read-module';
import type { DebugFiles } from './debug-files';
import { notFound } from './debug-files';

const SECTION = '.debug_sup';
const GNU_SECTION = '.gnu_debugaltlink';

/**
 * The file that several modules share entries and strings with (DWARF 5, 7.3.6; GNU's link before): undefined where the
 * module names none, or it is not to be had.
 */
export async function openSupplement(holder: WasmModule, files: DebugFiles, problems: DecodeError[], memory = new MemoryBudget(LIMITS.dwarf.keptBytes)): Promise<DwarfFile | undefined> {
  const name = attempt(problems, () => nameIn(holder));
  if (name === undefined) return undefined;
  const bytes = await files({ kind: 'supplementary-dwarf', name });
  if (!bytes) {
    problems.push(new DecodeError(SECTION, 0, `${notFound(name, files)}: what other modules share with this one is not known`));
    return undefined;
  }
  const supplement = readModule(bytes);
  return new DwarfFile(debugSections((section) => supplement.customSection(section)), problems, { memory });
}

function nameIn(holder: WasmModule): string | undefined {
  const section = holder.customSection(SECTION);
  if (section) {
    const at = new ByteCursor(SECTION, section);
    const version = at.u16();
    if (version !== 5) throw at.error(`unknown version ${version}`, 0);
    // A supplementary file says of itself that it is one.
    return at.u8() === 0 ? at.cString(LIMITS.dwarf.stringBytes) : undefined;
  }
  const link = holder.customSection(GNU_SECTION);
  return link && new ByteCursor(GNU_SECTION, link).cString(LIMITS.dwarf.stringBytes);
}
