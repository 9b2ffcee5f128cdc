/** The debug sections of one file, as views. An absent one is empty. */
export interface DebugSections {
  readonly info: Uint8Array;
  readonly types: Uint8Array;
  readonly abbrev: Uint8Array;
  readonly line: Uint8Array;
  readonly lineStr: Uint8Array;
  readonly str: Uint8Array;
  readonly strOffsets: Uint8Array;
  readonly addr: Uint8Array;
  readonly ranges: Uint8Array;
  readonly rnglists: Uint8Array;
  readonly loc: Uint8Array;
  readonly loclists: Uint8Array;
}

export type DebugSectionName = keyof DebugSections;

/** Names as in the file (DWARF 5, appendix B), without the `.dwo` that split files add. */
export const SECTION_NAMES: Readonly<Record<DebugSectionName, string>> = {
  info: '.debug_info',
  types: '.debug_types',
  abbrev: '.debug_abbrev',
  line: '.debug_line',
  lineStr: '.debug_line_str',
  str: '.debug_str',
  strOffsets: '.debug_str_offsets',
  addr: '.debug_addr',
  ranges: '.debug_ranges',
  rnglists: '.debug_rnglists',
  loc: '.debug_loc',
  loclists: '.debug_loclists',
};

const NOTHING = new Uint8Array();

/** `suffix` is `.dwo` for the sections of a split file. */
export function debugSections(find: (name: string) => Uint8Array | undefined, suffix: '' | '.dwo' = ''): DebugSections {
  const entries = Object.entries(SECTION_NAMES).map(([key, name]) => [key, find(name + suffix) ?? NOTHING]);
  return Object.fromEntries(entries) as DebugSections;
}
