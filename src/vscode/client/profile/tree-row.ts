import type { FunctionTimes } from '../../../profile/hot-spots';
import type { FrameClass } from '../../../profile/profile';
import type { ModuleRow } from '../../../profile/views/by-module';
import type { CallTreeRow } from '../../../profile/views/call-tree';
import type { ProfileColumns } from '../../../profile/views/profile-columns';
import { l10n } from '../l10n';
import { CLASS_NAMES, placeOf } from './texts';

/** A row of a tree of times, whatever it stands for; what is below it is made when it is asked for. */
export interface TreeRow {
  readonly name: string;
  readonly kind: FrameClass;
  /** As short as fits into a column, and whole. */
  readonly place: string;
  readonly file: string;
  readonly selfMs: number;
  /** Unknown of a function among those of its module. */
  readonly totalMs?: number;
  /** Index into the columns' functions; null where the row is none. */
  readonly function: number | null;
  readonly hasChildren: boolean;
  children(): TreeRow[];
}

export const callRows = (columns: ProfileColumns, rows: readonly CallTreeRow[]): TreeRow[] =>
  rows.map((row) => ({ ...functionRow(columns, row.function), selfMs: row.selfMs, totalMs: row.totalMs, hasChildren: row.hasChildren, children: () => callRows(columns, row.children()) }));

export const moduleRows = (columns: ProfileColumns, rows: readonly ModuleRow[]): TreeRow[] =>
  rows.map(({ kind, name, file, selfMs, totalMs, functions }) => ({
    name: name ?? (kind === 'js' ? l10n.t('JavaScript without a file') : CLASS_NAMES[kind]), kind, place: '', file: file ?? '', selfMs, totalMs, function: null, hasChildren: functions.length > 0,
    children: () => functions.map((own) => ({ ...functionRow(columns, own.function), selfMs: own.selfMs, hasChildren: false, children: () => [] })),
  }));

/** By self time. */
export const functionRows = (columns: ProfileColumns, times: ReadonlyMap<number, FunctionTimes>): TreeRow[] =>
  [...times].filter(([, { totalMs }]) => totalMs > 0).sort(([, a], [, b]) => b.selfMs - a.selfMs || b.totalMs - a.totalMs).map(([index, { selfMs, totalMs }]) => ({ ...functionRow(columns, index), selfMs, totalMs, hasChildren: false, children: () => [] }));

function functionRow({ functions }: ProfileColumns, index: number): Pick<TreeRow, 'name' | 'kind' | 'place' | 'file' | 'function'> {
  const frame = functions[index]!;
  return { name: frame.function, kind: frame.class, place: placeOf(frame), file: frame.file ?? '', function: index };
}
