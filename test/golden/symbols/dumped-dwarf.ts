/** One entry as llvm-dwarfdump prints it: attributes by name, as text without the outer brackets. */
export interface DumpedEntry {
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

/** The entries of `llvm-dwarfdump --debug-info`, and an index of them by offset. */
export function parseDump(text: string): { readonly units: readonly DumpedEntry[]; readonly byOffset: ReadonlyMap<number, DumpedEntry> } {
  const units: OpenEntry[] = [];
  const byOffset = new Map<number, DumpedEntry>();
  const open: OpenEntry[] = [];
  let attribute = '';
  for (const line of text.split('\n')) {
    const entry = ENTRY.exec(line);
    if (entry) {
      const indent = entry[2]!.length;
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      const made: OpenEntry = { offset: parseInt(entry[1]!, 16), tag: entry[3]!, attributes: new Map(), children: [], indent };
      (open.at(-1)?.children ?? units).push(made);
      byOffset.set(made.offset, made);
      open.push(made);
      continue;
    }
    const current = open.at(-1);
    const named = ATTRIBUTE.exec(line);
    if (named && current) current.attributes.set((attribute = named[1]!), withoutBracket(named[2]!));
    // A list goes on in the lines that follow.
    else if (current && attribute !== '' && /^ +\[/.test(line)) current.attributes.set(attribute, `${current.attributes.get(attribute)}\n${withoutBracket(line.trim())}`);
    else attribute = '';
  }
  return { units, byOffset };
}

/** The last line of an attribute ends with its closing bracket; `[a, b)` closes itself. */
function withoutBracket(text: string): string {
  return text.endsWith(')') && !/^\[[^[(]*\)$/.test(text) ? text.slice(0, -1) : text;
}
