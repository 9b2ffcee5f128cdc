import { attempt, DecodeError } from '../base/decode-error';
import { At, UnitType } from '../dwarf/constants';
import { debugSections } from '../dwarf/debug-sections';
import { DwarfFile } from '../dwarf/dwarf-file';
import type { Unit } from '../dwarf/unit';
import { readModule } from '../wasm/read-module';
import type { DebugFileRequest, DebugFiles } from './debug-files';

/**
 * Split DWARF (DWARF 5, 3.1.2; GNU's extension before): for each skeleton unit the unit of its `.dwo` file, which holds
 * everything but addresses and lines. Without the file the skeleton still gives lines.
 */
export async function loadSplitUnits(dwarf: DwarfFile, files: DebugFiles, problems: DecodeError[]): Promise<Map<Unit, Unit>> {
  const loaded = new Map<Unit, Unit>();
  for (const skeleton of dwarf.units) {
    const request = attempt(problems, () => requestFor(skeleton));
    if (!request) continue;
    const { name, dwoId } = request;
    const bytes = await files(request);
    const unit = bytes && attempt(problems, () => splitUnit(bytes, dwoId, problems));
    if (!unit) {
      problems.push(new DecodeError('.debug_info', skeleton.offset, `${name} was not found${bytes ? ' in the file given' : ''}: only lines are known of this unit`));
      continue;
    }
    unit.skeleton = skeleton;
    loaded.set(skeleton, unit);
  }
  return loaded;
}

/** undefined for a unit that is whole. */
function requestFor(unit: Unit): (DebugFileRequest & { readonly name: string }) | undefined {
  const name = unit.root.string(At.dwo_name) ?? unit.root.string(At.GNU_dwo_name);
  if (name === undefined) return undefined;
  const dwoId = unit.header.dwoId ?? unit.root.bigint(At.GNU_dwo_id);
  return { kind: 'split-dwarf', name, compilationDirectory: unit.compilationDirectory, ...(dwoId === undefined ? {} : { dwoId }) };
}

function splitUnit(bytes: Uint8Array, dwoId: bigint | undefined, problems: DecodeError[]): Unit | undefined {
  const holder = readModule(bytes);
  const file = new DwarfFile(debugSections((name) => holder.customSection(name), '.dwo'), problems, true);
  const units = file.units.filter(({ header }) => header.type === UnitType.split_compile || header.type === UnitType.compile);
  return units.find((unit) => (unit.header.dwoId ?? unit.root.bigint(At.GNU_dwo_id)) === dwoId);
}
