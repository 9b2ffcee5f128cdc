/** Section ids (Wasm 3.0, 5.5.2). */
export const SectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  datacount: 12,
  tag: 13,
} as const;
export type SectionName = keyof typeof SectionId;

/** The order in which a module has its sections (Wasm 3.0, 5.5.17); custom ones may stand anywhere. */
export const SECTION_ORDER: readonly Exclude<SectionName, 'custom'>[] = [
  'type', 'import', 'function', 'table', 'memory', 'tag', 'global', 'export', 'start', 'element', 'datacount', 'code', 'data',
];

/** Position in SECTION_ORDER, or -1 for custom and unknown sections. */
export function sectionPosition(id: number): number {
  return SECTION_ORDER.findIndex((name) => SectionId[name] === id);
}
