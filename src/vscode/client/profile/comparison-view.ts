import { compareProfiles, type FunctionChange } from '../../../profile/compare-profiles';
import type { Profile, ProfileFrame } from '../../../profile/profile';
import { withoutIdle } from '../../../profile/narrow-profile';
import { mergedLayout } from '../../../profile/views/merged-layout';
import { toColumns } from '../../../profile/views/profile-columns';
import { element } from '../element';
import { l10n } from '../l10n';
import { TabBar } from '../tab-bar';
import { ChangeTable } from './change-table';
import { FlameChart } from './flame-chart';
import { amount, showAmountsOf, signedRate } from './texts';
import type { Place } from './profile-view';

export interface ComparedProfile {
  readonly title: string;
  readonly profile: Profile;
}

export interface ComparisonState {
  readonly tab: ComparisonTab;
  readonly search: string;
}

const TABS = { functions: l10n.t('Functions'), after: l10n.t('Flame graph after'), before: l10n.t('Flame graph before') } as const;
type ComparisonTab = keyof typeof TABS;

/** Below a thousandth of the time a change is the sampler's. */
const CHANGED_MS_PER_SECOND = 1;

/** What two profiles differ in: function by function, and in flame graphs in the colours of more and less. */
export class ComparisonView {
  readonly root = element('main');
  private readonly content = element('section', { class: 'content', role: 'tabpanel', tabindex: -1 });
  private readonly tabs = new TabBar<ComparisonTab>(TABS, (tab) => this.show(tab));
  private readonly search = element('input', { type: 'search', placeholder: l10n.t('Find a function (/)'), 'aria-label': l10n.t('Find a function'), 'aria-keyshortcuts': '/' });
  private readonly found = element('span', { class: 'found', 'aria-live': 'polite' });
  private readonly changes: readonly FunctionChange[];
  private readonly changeOf: ReadonlyMap<string, FunctionChange>;
  private readonly greatest: number;
  private chart: FlameChart | null = null;
  private table: ChangeTable | null = null;
  private tab: ComparisonTab;

  constructor(
    private readonly before: ComparedProfile,
    private readonly after: ComparedProfile,
    state: Partial<Record<keyof ComparisonState, unknown>>,
    private readonly events: { onOpen(place: Place): void; onState(state: ComparisonState): void },
  ) {
    showAmountsOf(after.profile);
    const changes = compareProfiles(before.profile, after.profile);
    this.changeOf = new Map(changes.flatMap((change) => [change.file, change.movedFrom ?? change.file].map((file) => [nameAndFile({ ...change, file }), change] as const)));
    this.changes = changes.filter(({ selfMsPerSecond, totalMsPerSecond }) => Math.max(Math.abs(selfMsPerSecond.change), Math.abs(totalMsPerSecond.change)) >= CHANGED_MS_PER_SECOND);
    this.greatest = Math.max(0, ...changes.map(({ selfMsPerSecond }) => Math.abs(selfMsPerSecond.change)));
    this.tab = typeof state.tab === 'string' && Object.hasOwn(TABS, state.tab) ? (state.tab as ComparisonTab) : 'functions';
    this.search.value = typeof state.search === 'string' ? state.search : '';
    this.search.addEventListener('input', () => this.onSearch());
    // Wherever the focus is: a page that was clicked somewhere has it on its body.
    document.addEventListener('keydown', (event) => this.onKey(event));
    this.root.append(this.header(), element('nav', {}, this.tabs.root, element('span', { class: 'tools' }, this.search, this.found)), this.content);
    this.show(this.tab);
  }

  onThemeChange(): void {
    this.chart?.onThemeChange();
  }

  private header(): HTMLElement {
    const recorded = ({ title, profile }: ComparedProfile): HTMLElement => element('span', {}, element('strong', {}, title), ` ${l10n.t('{0}, {1} samples', amount(profile.durationMs), profile.samples.length.toLocaleString('en'))}`);
    return element('header', {}, element('div', { class: 'legend' }, recorded(this.before), element('span', { 'aria-label': l10n.t('compared with') }, '→'), recorded(this.after)), element('div', { class: 'legend' }, this.unitNote()));
  }

  private unitNote(): string {
    if (this.after.profile.unit === 'bytes') return this.changes.length === 0 ? l10n.t('No function changed in what it allocated.') : l10n.t('Allocations that were sampled while each was recorded.');
    return this.changes.length === 0 ? l10n.t('No function changed by a millisecond a second or more.') : l10n.t('Milliseconds of each second recorded, so that recordings of different length compare.');
  }

  private show(tab: ComparisonTab): void {
    this.tab = tab;
    this.tabs.mark(tab);
    this.content.setAttribute('aria-label', TABS[tab]);
    this.chart = null;
    this.table = null;
    if (tab === 'functions') {
      this.table = new ChangeTable(this.changes, ({ file, line }) => this.open(file, line));
      this.content.replaceChildren(this.table.root);
    } else {
      this.chart = this.flame(tab === 'after' ? this.after.profile : this.before.profile);
      this.content.replaceChildren(this.chart.root);
    }
    this.onSearch();
  }

  private flame(profile: Profile): FlameChart {
    const columns = toColumns(withoutIdle(profile));
    const changeOf = (index: number): FunctionChange | undefined => this.changeOf.get(nameAndFile(columns.functions[index]!));
    const open = (index: number): void => this.open(columns.functions[index]!.file, columns.functions[index]!.line);
    return new FlameChart(columns, mergedLayout(columns), {
      onOpen: open,
      onSelect: () => undefined,
      changeOf: (index) => (this.greatest > 0 ? (changeOf(index)?.selfMsPerSecond.change ?? 0) / this.greatest : 0),
      factOf(index) {
        const change = changeOf(index);
        return change ? l10n.t('itself {0}, with what it calls {1}', signedRate(change.selfMsPerSecond.change), signedRate(change.totalMsPerSecond.change)) : l10n.t('not changed');
      },
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== this.search) {
      if (event.key !== '/') return;
      this.search.focus();
    } else if (event.key === 'Escape') {
      this.search.value = '';
      this.onSearch();
      (this.chart ?? this.table)?.focus();
    } else return;
    event.preventDefault();
  }

  private onSearch(): void {
    const text = this.search.value.trim().toLowerCase();
    const found = this.changes.filter(({ function: name, file }) => `${name} ${file ?? ''}`.toLowerCase().includes(text));
    this.table?.show(found);
    this.chart?.highlightWhere(text === '' ? null : (frame) => `${frame.function} ${frame.file ?? ''}`.toLowerCase().includes(text));
    this.found.textContent = text === '' ? '' : l10n.t('{0} changed functions', found.length);
    this.events.onState({ tab: this.tab, search: this.search.value });
  }

  private open(file: string | null, line: number): void {
    if (file !== null && line > 0) this.events.onOpen({ file, line });
  }
}

/** As functions of two builds are told to be the same. */
const nameAndFile = ({ function: name, file }: Pick<ProfileFrame, 'function' | 'file'>): string => JSON.stringify([name, file]);
