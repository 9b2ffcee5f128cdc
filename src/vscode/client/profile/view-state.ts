import { l10n } from '../l10n';
export const VIEW_TABS = {
  flame: l10n.t('Flame graph'), time: l10n.t('In order of time'), down: l10n.t('Top down'), up: l10n.t('Bottom up'), sandwich: l10n.t('Callers and callees'), functions: l10n.t('Hot functions'), lines: l10n.t('Hot lines'), modules: l10n.t('Modules'), threads: l10n.t('Threads'),
};
export type TabName = keyof typeof VIEW_TABS;

/** What the editor keeps of a page while it is hidden or the window is loaded again. */
export interface ViewState {
  readonly tab: TabName;
  readonly search: string;
  readonly showsIdle: boolean;
  readonly thread: string | null;
  /** By `functionKey`. */
  readonly focus: string | null;
  readonly hidden: readonly string[];
}

/** Of what was kept, all that still makes sense; the rest is as at first. */
export function viewStateOf(kept: unknown): ViewState {
  const { tab, search, showsIdle, thread, focus, hidden } = (kept ?? {}) as Partial<Record<keyof ViewState, unknown>>;
  const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    tab: typeof tab === 'string' && Object.hasOwn(VIEW_TABS, tab) ? (tab as TabName) : 'flame',
    search: textOrNull(search) ?? '',
    showsIdle: showsIdle === true,
    thread: textOrNull(thread),
    focus: textOrNull(focus),
    hidden: Array.isArray(hidden) ? hidden.filter((each) => typeof each === 'string') : [],
  };
}
