import type { Column } from './data-table';
import { isFlame, isHistogram, isMarks, isRecord, isSeries, isTimeline, type DrawnKind, type EvidenceFlame, type EvidenceHistogram, type EvidenceMark, type EvidenceSeries, type EvidenceTimeline } from './drawn-evidence';
import { exactQuantity, quantity, type Unit } from './quantity';

/**
 * Evidence made readable. Its names carry the unit (`leakedBytes`, `msPerFrame`), which is enough to label and
 * format every value without knowing the rule. Names that end in `Series`, `Marks`, `Timeline`, `Histogram` or `Flame`
 * are drawn (drawn-evidence.ts), where they hold what they should.
 */
export interface EvidenceRow {
  readonly label: string;
  /** As exact as it is known, for a table. */
  readonly exact: string;
  /** Rounded, for one line. */
  readonly short: string;
}

export interface EvidenceTable {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly moreRows: number;
}

export interface ReadableEvidence {
  readonly rows: readonly EvidenceRow[];
  readonly tables: readonly EvidenceTable[];
  readonly series: readonly EvidenceSeries[];
  readonly marks: readonly EvidenceMark[];
  readonly timelines: readonly EvidenceTimeline[];
  readonly histograms: readonly EvidenceHistogram[];
  readonly flames: readonly EvidenceFlame[];
}

const TABLE_ROWS = 20;
/** Values in values are shown to this depth. */
const NESTED = 4;
const DRAWN_NAME = /(Series|Marks|Timeline|Histogram|Flame)$/;

const UNITS: Readonly<Record<string, Unit>> = {
  bytes: 'bytes', ms: 'ms', seconds: 's', sec: 's', us: 'µs', ns: 'ns', share: 'share', rate: 'share', percent: 'percent', ratio: 'times', factor: 'times',
};
/** Words that name the unit and nothing else: the label does without them. */
const UNIT_ONLY = new Set(['bytes', 'ms', 'seconds', 'sec', 'us', 'ns', 'percent']);

export function readableEvidence(evidence: Readonly<Record<string, unknown>>): ReadableEvidence {
  const rows: EvidenceRow[] = [];
  const tables: EvidenceTable[] = [];
  const series: EvidenceSeries[] = [];
  const marks: EvidenceMark[] = [];
  const timelines: EvidenceTimeline[] = [];
  const histograms: EvidenceHistogram[] = [];
  const flames: EvidenceFlame[] = [];
  for (const [name, value] of Object.entries(evidence)) {
    if (value === undefined || value === null) continue;
    const { label, unit } = readName(name.replace(DRAWN_NAME, ''));
    const drawn = DRAWN_NAME.exec(name)?.[1] as DrawnKind | undefined;
    if (drawn === 'Series' && isSeries(value)) series.push({ label, unit, points: value });
    else if (drawn === 'Marks' && isMarks(value)) marks.push(...value);
    else if (drawn === 'Timeline' && isTimeline(value)) timelines.push({ label, spans: value });
    else if (drawn === 'Histogram' && isHistogram(value)) histograms.push({ label, unit, bins: value });
    else if (drawn === 'Flame' && isFlame(value)) flames.push({ label, unit, root: value });
    else if (isTable(value)) tables.push(tableOf(label, value));
    else rows.push({ label, exact: valueText(value, unit, exactQuantity), short: valueText(value, unit, quantity) });
  }
  return { rows, tables, series, marks, timelines, histograms, flames };
}

/** Names that say less to people than to whoever reads the JSON. */
const PLAIN: Readonly<Record<string, string>> = {
  times: 'how often', exact: 'counted exactly', what: 'what is kept', approximateBytes: 'size, roughly', recomputeMs: 'time spent recomputing', removals: 'taken out', insertions: 'put in',
  changedWords: 'words of memory both change', settledOthers: 'others that settled', slowestOtherMs: 'slowest of the others', oldestMs: 'waiting for', answeredBefore: 'answered too early', maxPendingMs: 'longest pending',
};
/** Words that may follow a unit: `memoryBytesBefore`. */
const MOMENTS = new Set(['before', 'after']);

/** `leakedBytesPerRequest` is "leaked per request", in bytes. */
function readName(name: string): { label: string; unit: Unit } {
  const read = readWords(name);
  return { ...read, label: PLAIN[name] ?? read.label };
}

function readWords(name: string): { label: string; unit: Unit } {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').toLowerCase().trim().split(/\s+/);
  if (words.join(' ') === 'gb seconds') return { label: 'GB-seconds', unit: 'GB·s' };
  const per = words.indexOf('per');
  const rest = per >= 0 ? per : MOMENTS.has(words.at(-1)!) ? words.length - 1 : words.length;
  const measured = words.slice(0, rest);
  const last = measured.at(-1) ?? '';
  const unit = UNITS[last] ?? 'count';
  const kept = UNIT_ONLY.has(last) ? measured.slice(0, -1) : measured;
  const subject = kept.length > 0 ? kept : [unit === 'bytes' ? 'size' : 'time'];
  return { label: [...subject, ...words.slice(rest)].join(' '), unit };
}

function valueText(value: unknown, unit: Unit, format: (value: number, unit: Unit) => string, depth = 0): string {
  if (depth > NESTED) return '…';
  if (typeof value === 'number') return format(value, unit === 'share' && Math.abs(value) > 1 ? 'count' : unit);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    const shown = value.slice(0, TABLE_ROWS).map((item) => valueText(item, unit, format, depth + 1));
    return [...shown, ...(value.length > TABLE_ROWS ? [`${value.length - TABLE_ROWS} more`] : [])].join(', ');
  }
  if (isRecord(value)) {
    return Object.entries(value).map(([name, part]) => {
      const { label, unit: partUnit } = readName(name);
      return `${label} ${valueText(part, partUnit, format, depth + 1)}`;
    }).join(', ');
  }
  return '';
}

function tableOf(label: string, records: readonly Record<string, unknown>[]): EvidenceTable {
  const shown = records.slice(0, TABLE_ROWS);
  const names = [...new Set(shown.flatMap((record) => Object.keys(record)))];
  return {
    label,
    columns: names.map((name) => ({ label: readName(name).label, numeric: shown.every((record) => typeof record[name] === 'number') })),
    rows: shown.map((record) => names.map((name) => valueText(record[name], readName(name).unit, quantity))),
    moreRows: records.length - shown.length,
  };
}

function isTable(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}
