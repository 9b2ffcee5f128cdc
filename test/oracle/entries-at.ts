import type { WasmModule } from '../../src/wasm/module';
import { dwarfdump } from '../llvm';
import type { DumpedEntry } from './dumped-dwarf';
import { inheritedText, parseDump, rangesOf } from './dumped-dwarf';

/** What llvm-dwarfdump's listing says of an instruction, going by the ranges of each entry alone. */
interface Entries {
  /** Functions and inlined copies that claim it, or of which a block inside does; linkage names where there are some. */
  readonly holders: ReadonlySet<string>;
  /** Functions that end where the code section says that the body around it ends. */
  readonly functions: ReadonlySet<string>;
  /** An entry that holds it stands in one that does not, or beside another that holds it, too; or one claims all code to come. */
  readonly isDisorderly: boolean;
}

const listings = new WeakMap<WasmModule, readonly DumpedEntry[]>();

export function entriesAt(module: WasmModule, offset: number): Entries {
  const units = listingOf(module);
  const address = offset - module.codeStart!;
  const bodyEnd = [...module.functions].find((fn) => fn.bodyEnd > offset)!.bodyEnd - module.codeStart!;
  const [holders, functions] = [new Set<string>(), new Set<string>()];
  let isDisorderly = false;
  const nameOf = (entry: DumpedEntry): string => inheritedText(entry, 'linkage_name') ?? inheritedText(entry, 'name') ?? '';
  /** Whether the entry holds the address, itself or by a block inside. */
  const visit = (entry: DumpedEntry): boolean => {
    const claimed = isBlock(entry) ? rangesOf(entry).filter(([start, end]) => address >= start && address < end) : [];
    const own = claimed.some(([, end]) => end <= bodyEnd);
    const inside = entry.children.filter((child) => visit(child) && isBlock(child)).length;
    if (isBlock(entry) && ((inside > 0 && !own) || inside > 1 || (claimed.length > 0 && !own))) isDisorderly = true;
    if (entry.tag === 'subprogram' && rangesOf(entry).some(([, end]) => end === bodyEnd)) functions.add(nameOf(entry));
    if ((claimed.length > 0 || inside > 0) && entry.tag !== 'lexical_block') holders.add(nameOf(entry));
    return claimed.length > 0 || inside > 0;
  };
  units.forEach(visit);
  return { holders, functions, isDisorderly };
}

function listingOf(module: WasmModule): readonly DumpedEntry[] {
  const known = listings.get(module);
  if (known) return known;
  const made = parseDump(dwarfdump(module, ['--debug-info']));
  listings.set(module, made);
  return made;
}

const isBlock = ({ tag }: DumpedEntry): boolean => tag === 'subprogram' || tag === 'inlined_subroutine' || tag === 'lexical_block';
