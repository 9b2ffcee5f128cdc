import type { Unit } from './quantity';

/** What a page can draw of evidence, by the ending of its name (docs/report.md). Nothing read from a report is trusted. */
export type DrawnKind = 'Series' | 'Marks' | 'Timeline' | 'Histogram' | 'Flame';

export interface EvidenceSeries {
  readonly label: string;
  readonly unit: Unit;
  readonly points: readonly (readonly [number, number])[];
}

/** A moment of a series, and what happened: `[ms since the start, what]`. */
export type EvidenceMark = readonly [number, string];

export interface EvidenceSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** When it was inside, and how many calls that were. */
  readonly calls?: readonly (readonly [fromMs: number, toMs: number, calls: number])[];
}

export interface EvidenceTimeline {
  readonly label: string;
  readonly spans: readonly EvidenceSpan[];
}

export interface EvidenceHistogram {
  readonly label: string;
  readonly unit: Unit;
  readonly bins: readonly (readonly [from: number, to: number, count: number])[];
}

/** A tree of who has how much; `place` is `file:line`, `marked` what belongs to the finding. */
export interface EvidenceFlameNode {
  readonly name: string;
  readonly place: string | null;
  readonly value: number;
  readonly marked: boolean;
  readonly children: readonly EvidenceFlameNode[];
}

export interface EvidenceFlame {
  readonly label: string;
  readonly unit: Unit;
  readonly root: EvidenceFlameNode;
}

/** More of each than any page is drawn from. */
const MOST = { bins: 120, spans: 1_000, calls: 1_000, depth: 64, children: 1_000 };

export function isSeries(value: unknown): value is [number, number][] {
  return Array.isArray(value) && value.length > 1 && value.every((point) => isNumbers(point, 2));
}

export function isMarks(value: unknown): value is [number, string][] {
  return Array.isArray(value) && value.every((mark) => Array.isArray(mark) && mark.length === 2 && Number.isFinite(mark[0]) && typeof mark[1] === 'string');
}

export function isTimeline(value: unknown): value is EvidenceSpan[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST.spans && value.every(isSpan);
}

export function isHistogram(value: unknown): value is [number, number, number][] {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST.bins && value.every((bin) => isNumbers(bin, 3) && bin[1]! > bin[0]! && bin[2]! >= 0) && value.some((bin: number[]) => bin[2]! > 0);
}

export function isFlame(value: unknown, depth = 0): value is EvidenceFlameNode {
  if (!isRecord(value) || depth > MOST.depth) return false;
  const { name, place, value: amount, marked, children } = value;
  return typeof name === 'string' && (place === null || typeof place === 'string') && isAmount(amount) && (amount > 0 || depth > 0) && typeof marked === 'boolean'
    && Array.isArray(children) && children.length <= MOST.children && children.every((child) => isFlame(child, depth + 1));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSpan(value: unknown): value is EvidenceSpan {
  if (!isRecord(value)) return false;
  const { name, startMs, endMs, calls } = value;
  return typeof name === 'string' && isStretch(startMs, endMs) && (calls === undefined || (Array.isArray(calls) && calls.length <= MOST.calls && calls.every((call) => isNumbers(call, 3) && isStretch(call[0], call[1]))));
}

const isNumbers = (value: unknown, length: number): value is number[] => Array.isArray(value) && value.length === length && value.every((part) => Number.isFinite(part));
const isStretch = (from: unknown, to: unknown): boolean => Number.isFinite(from) && Number.isFinite(to) && Number(to) >= Number(from);
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
