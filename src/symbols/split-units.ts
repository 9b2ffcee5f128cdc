import { attempt, DecodeError } from '../base/decode-error';
import type { MemoryBudget } from '../base/memory-budget';
import { At, UnitType } from '../dwarf/constants';
import { debugSections } from '../dwarf/debug-sections';
import { DwarfFile } from '../dwarf/dwarf-file';
import { DwarfPackage } from '../dwarf/dwarf-package';
import type { Unit } from '../dwarf/unit';
import { readModule } from '../wasm/read-module';
import type { DebugFileRequest, DebugFiles } from './debug-files';
import { notFound } from './debug-files';

export interface SplitUnits {
  /** By skeleton the unit that holds its content. */
  readonly contents: ReadonlyMap<Unit, Unit>;
  /** Types that units of their own describe, beside the contents. */
  typeUnits(): Iterable<Unit>;
}

/**
 * Split DWARF (DWARF 5, 3.1.2; GNU's extension before): for each skeleton unit the unit of its `.dwo` file, which holds
 * everything but addresses and lines. A package (`.dwp`) holds many. Without either the skeleton still gives lines.
 */
export async function loadSplitUnits(dwarf: DwarfFile, files: DebugFiles, problems: DecodeError[]): Promise<SplitUnits> {
  const contents = new Map<Unit, Unit>();
  const pending = dwarf.units.flatMap((skeleton) => {
    const request = attempt(problems, () => requestFor(skeleton));
    return request ? [{ skeleton, request }] : [];
  });
  const split = pending.length > 0 ? await openPackage(files, dwarf.memory, problems) : undefined;
  for (const { skeleton, request } of pending) {
    const { name, dwoId } = request;
    const packed = dwoId === undefined ? undefined : split?.unitFile(dwoId);
    const bytes = packed ? undefined : await files(request);
    const file = packed ?? (bytes && splitFile(bytes, dwarf.memory, problems));
    const unit = file && attempt(problems, () => unitOf(file, dwoId));
    if (!unit) {
      problems.push(new DecodeError('.debug_info', skeleton.offset, `${file ? `${name.slice(0, 200)} is of another build` : notFound(name, files)}: only lines are known of this unit`));
      continue;
    }
    unit.skeleton = skeleton;
    contents.set(skeleton, unit);
  }
  return { contents, typeUnits: () => [...[...contents.values()].flatMap(({ file }) => file.units.filter(isTypeUnit)), ...(split?.allTypeUnits() ?? [])] };
}

const isTypeUnit = ({ header }: Unit): boolean => header.signature !== null;

async function openPackage(files: DebugFiles, memory: MemoryBudget, problems: DecodeError[]): Promise<DwarfPackage | undefined> {
  const bytes = await files({ kind: 'dwarf-package', name: null });
  if (!bytes) return undefined;
  const holder = readModule(bytes);
  return new DwarfPackage((name) => holder.customSection(name), problems, memory);
}

/** undefined for a unit that is whole. */
function requestFor(unit: Unit): (DebugFileRequest & { readonly name: string }) | undefined {
  const name = unit.root.string(At.dwo_name) ?? unit.root.string(At.GNU_dwo_name);
  if (name === undefined) return undefined;
  const dwoId = unit.header.dwoId ?? unit.root.bigint(At.GNU_dwo_id);
  return { kind: 'split-dwarf', name, compilationDirectory: unit.compilationDirectory, ...(dwoId === undefined ? {} : { dwoId }) };
}

function splitFile(bytes: Uint8Array, memory: MemoryBudget, problems: DecodeError[]): DwarfFile {
  const holder = readModule(bytes);
  return new DwarfFile(debugSections((name) => holder.customSection(name), '.dwo'), problems, { split: true, memory });
}

function unitOf(file: DwarfFile, dwoId: bigint | undefined): Unit | undefined {
  const units = file.units.filter(({ header }) => header.type === UnitType.split_compile || header.type === UnitType.compile);
  return units.find((unit) => (unit.header.dwoId ?? unit.root.bigint(At.GNU_dwo_id)) === dwoId);
}
