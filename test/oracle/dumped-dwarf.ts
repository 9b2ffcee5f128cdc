type EntriesByOffset = ReadonlyMap<number, DumpedEntry>;

/** One entry as llvm-dwarfdump prints it: attributes by name, as text without the outer brackets. */
export interface DumpedEntry {
  /** The entries that it may refer to: those of the same file. */
  readonly file: EntriesByOffset;
  readonly offset: number;
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly DumpedEntry[];
}

interface OpenEntry extends DumpedEntry {
  readonly attributes: Map<string, string>;
  readonly children: OpenEntry[];
  readonly indent: number;
}

const ENTRY = /^0x([0-9a-f]+):( +)DW_TAG_(\w+)/;
const ATTRIBUTE = /^ +DW_AT_(\w+)\s+\((.*)$/;

/** The units of `llvm-dwarfdump --debug-info`; with `--dwo` those of split files come after their skeletons. */
export function parseDump(text: string): readonly DumpedEntry[] {
  const units: OpenEntry[] = [];
  const whole = new Map<number, DumpedEntry>();
  let file = whole;
  const open: OpenEntry[] = [];
  let attribute = '';
  // The unit of a split file has no header in the listing.
  let isHeader = false;
  for (const line of text.split('\n')) {
    const entry = ENTRY.exec(line);
    if (entry) {
      const indent = entry[2]!.length;
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      if (open.length === 0) file = isSkeleton(units.at(-1)) && !isHeader ? new Map<number, DumpedEntry>() : whole;
      isHeader = false;
      const made: OpenEntry = { file, offset: parseInt(entry[1]!, 16), tag: entry[3]!, attributes: new Map(), children: [], indent };
      (open.at(-1)?.children ?? units).push(made);
      file.set(made.offset, made);
      open.push(made);
      continue;
    }
    if (/^0x[0-9a-f]+: \w+ Unit:/.test(line)) isHeader = true;
    const current = open.at(-1);
    const named = ATTRIBUTE.exec(line);
    if (named && current) current.attributes.set((attribute = named[1]!), withoutBracket(named[2]!));
    // A list goes on in the lines that follow.
    else if (current && attribute !== '' && /^ +\[/.test(line)) current.attributes.set(attribute, `${current.attributes.get(attribute)}\n${withoutBracket(line.trim())}`);
    else attribute = '';
  }
  return units;
}

const isSkeleton = (unit: DumpedEntry | undefined): boolean => unit !== undefined && (unit.tag === 'skeleton_unit' || unit.attributes.has('GNU_dwo_name'));

/** The same listing, with addresses for their indexes: `llvm-dwarfdump --debug-addr` has them by unit, at `DW_AT_addr_base`. */
export function withAddresses(text: string, addressListing: () => string): string {
  if (!/DW_OP_(?:addrx|GNU_addr_index)/.test(text)) return text;
  const tables = addressTables(addressListing());
  let addresses = tables.get(0) ?? [];
  return text.split('\n').map((line) => {
    const base = /DW_AT_(?:GNU_)?addr_base\t\((0x[0-9a-f]+)\)/.exec(line);
    if (base) addresses = tables.get(Number(base[1])) ?? [];
    return line.replace(/DW_OP_(?:addrx|GNU_addr_index) (0x[0-9a-f]+)/g, (_, index: string) => `DW_OP_addr ${addresses[Number(index)]}`);
  }).join('\n');
}

/** By the offset behind each header of 8 bytes; before DWARF 5 there is one table, and no header. */
function addressTables(text: string): Map<number, string[]> {
  const tables = new Map<number, string[]>();
  let offset = 0;
  for (const [, length, list] of text.matchAll(/(?:length = (0x[0-9a-f]+)[^[]*|Addrs: )\[([^\]]*)\]/g)) {
    tables.set(length === undefined ? offset : offset + 8, list!.trim().split(/\s+/));
    offset += Number(length ?? 0) + 4;
  }
  return tables;
}

/** The last line of an attribute ends with its closing bracket; `[a, b)` closes itself. */
function withoutBracket(text: string): string {
  return text.endsWith(')') && !/^\[[^[(:]*\)$/.test(text) ? text.slice(0, -1) : text;
}

export type DumpedRange = readonly [start: number, end: number];

/** The live code of an entry: none of discarded functions. */
export function rangesOf({ attributes }: DumpedEntry): DumpedRange[] {
  const list = attributes.get('ranges');
  if (list !== undefined) return [...list.matchAll(/\[(0x[0-9a-f]+), (0x[0-9a-f]+)\)/g)].map(([, start, end]): DumpedRange => [Number(start), Number(end)]).filter(isLive);
  const [low, high] = [Number(attributes.get('low_pc')), Number(attributes.get('high_pc'))];
  return Number.isNaN(low) || Number.isNaN(high) ? [] : [[low, high] as const].filter(isLive);
}

const isLive = ([start, end]: DumpedRange): boolean => start > 0 && start < end && start < 0xfffffffe;

/** An attribute of an entry, or of what it is a copy or the definition of; without quotation marks. */
export function inheritedText(entry: DumpedEntry, attribute: string): string | undefined {
  const own = entry.attributes.get(attribute);
  if (own !== undefined) return own.replace(/^"|"$/g, '');
  const origin = /^0x[0-9a-f]+/.exec(entry.attributes.get('abstract_origin') ?? entry.attributes.get('specification') ?? '');
  const target = origin && entry.file.get(Number(origin[0]));
  return target ? inheritedText(target, attribute) : undefined;
}
