import { functionTimes, type FunctionTimes } from '../../../profile/hot-spots';
import { narrowProfile, withoutIdle } from '../../../profile/narrow-profile';
import { functionKey, type Profile } from '../../../profile/profile';
import { threadNameIn } from '../../../profile/profile-threads';
import { byModule } from '../../../profile/views/by-module';
import { byThread } from '../../../profile/views/by-thread';
import { bottomUp, sandwich, topDown } from '../../../profile/views/call-tree';
import { classActivity } from '../../../profile/views/class-activity';
import { mergedLayout } from '../../../profile/views/merged-layout';
import { toColumns, type ProfileColumns } from '../../../profile/views/profile-columns';
import { timelineLayout } from '../../../profile/views/timeline-layout';
import { element } from '../element';
import { l10n } from '../l10n';
import { TabBar } from '../tab-bar';
import { ChosenBar, FUNCTION_DEEDS, type FunctionDeed } from './chosen-bar';
import { FlameChart } from './flame-chart';
import { lineList } from './line-list';
import { NarrowingChips, type Chip } from './narrowing-chips';
import { sandwichView } from './sandwich-view';
import { summaryOf } from './summary';
import { amount, showAmountsOf } from './texts';
import { threadTable } from './thread-table';
import { activitySeries, vitalsSeries, type TrackSeries } from './track-series';
import { Tracks } from './tracks';
import { callRows, functionRows, moduleRows, type TreeRow } from './tree-row';
import { TreeTable } from './tree-table';
import { VIEW_TABS, type TabName, type ViewState } from './view-state';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** What a view can do beside being looked at. */
interface Searchable {
  highlight(functions: ReadonlySet<number> | null): void;
  findNext(functions: ReadonlySet<number>): void;
  focus(): void;
}

/** All views of one profile, one at a time, of all of it or of a part. */
export class ProfileView {
  readonly root = element('main');
  private readonly header = element('header');
  private readonly content = element('section', { class: 'content', role: 'tabpanel', tabindex: -1 });
  private readonly tabs: TabBar<TabName>;
  private readonly search = element('input', { type: 'search', placeholder: l10n.t('Find a function (/)'), 'aria-label': l10n.t('Find a function'), 'aria-keyshortcuts': '/' });
  private readonly idle = element('input', { type: 'checkbox', id: 'idle' });
  private readonly found = element('span', { class: 'found', 'aria-live': 'polite' });
  private readonly chips = new NarrowingChips();
  private readonly bar = new ChosenBar({ onDeed: (deed) => this.onDeed(deed), onOpen: () => this.open(this.chosen) });
  private readonly names: ReadonlyMap<string, string>;
  /** What is looked at, in the profile that the views share. */
  private looked!: Profile;
  private columns!: ProfileColumns;
  private indexes!: ReadonlyMap<string, number>;
  /** By index into the columns' functions. */
  private times!: ReadonlyMap<number, FunctionTimes>;
  private views: readonly Searchable[] = [];
  private chart: FlameChart | null = null;
  private tracks: Tracks | null = null;
  private series: readonly TrackSeries[] | null = null;
  /** The key of the function that was chosen last, wherever. */
  private chosenKey: string | null = null;

  constructor(
    private readonly profile: Profile,
    private state: ViewState,
    private readonly events: { onOpen(place: Place): void; onState(state: ViewState): void },
  ) {
    this.names = new Map(profile.frames.map((frame) => [functionKey(frame), frame.function]));
    showAmountsOf(profile);
    const tabs = tabsFor(profile);
    this.tabs = new TabBar<TabName>(tabs as typeof VIEW_TABS, (tab) => this.change({ tab }));
    if (!(state.tab in tabs)) this.state = { ...state, tab: 'flame' };
    this.search.value = state.search;
    this.idle.checked = state.showsIdle;
    this.search.addEventListener('input', () => this.onSearch());
    this.idle.addEventListener('change', () => this.narrow({ showsIdle: this.idle.checked }));
    const tools = element('span', { class: 'tools' }, element('label', { for: 'idle' }, this.idle, l10n.t('idle time')), this.search, this.found);
    this.root.append(this.header, element('nav', {}, this.tabs.root, tools), this.chips.root, this.content, this.bar.root);
    // Wherever the focus is: a page that was clicked somewhere has it on its body.
    document.addEventListener('keydown', (event) => this.onKey(event));
    this.narrow({ hidden: state.hidden.filter((key) => this.names.has(key)), focus: state.focus !== null && this.names.has(state.focus) ? state.focus : null, thread: profile.threads.some(({ name }) => name === state.thread) ? state.thread : null });
  }

  onThemeChange(): void {
    this.chart?.onThemeChange();
    this.tracks?.draw();
  }

  /** Looks at another part of the profile, or at all of it again. */
  private narrow(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    const { thread, focus, hidden, showsIdle } = this.state;
    const narrowed = narrowProfile(this.profile, { thread, focus, hidden: new Set(hidden) });
    this.looked = showsIdle ? narrowed : withoutIdle(narrowed);
    this.columns = toColumns(this.looked);
    this.indexes = new Map(this.columns.functions.map((frame, index) => [functionKey(frame), index]));
    this.times = new Map(functionTimes(this.looked).map((times) => [this.indexes.get(functionKey(times.frame))!, times]));
    this.chosenKey ??= this.hottest();
    this.header.replaceChildren(...summaryOf(narrowed, this.profile));
    this.chips.show(this.chipsOf());
    this.show();
  }

  private chipsOf(): Chip[] {
    const { thread, focus, hidden } = this.state;
    const nameOf = (key: string): string => this.names.get(key) ?? '';
    return [
      ...(thread === null ? [] : [{ text: l10n.t('Only thread {0}', thread), undo: l10n.t('Show all threads'), remove: () => this.narrow({ thread: null }) }]),
      ...(focus === null ? [] : [{ text: l10n.t('Only {0}', nameOf(focus)), undo: l10n.t('Show all stacks, not only those through {0}', nameOf(focus)), remove: () => this.narrow({ focus: null }) }]),
      ...hidden.map((key) => ({ text: l10n.t('Without {0}', nameOf(key)), undo: l10n.t('Show {0} again', nameOf(key)), remove: () => this.narrow({ hidden: hidden.filter((each) => each !== key) }) })),
    ];
  }

  private change(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    this.show();
  }

  private show(): void {
    const { tab } = this.state;
    this.tabs.mark(tab);
    [this.views, this.chart, this.tracks] = [[], null, null];
    this.content.setAttribute('aria-label', VIEW_TABS[tab]);
    const isEmpty = this.looked.samples.length === 0;
    this.content.replaceChildren(isEmpty ? element('p', { class: 'empty' }, l10n.t('Nothing of what is looked at was sampled.')) : this.contentOf(tab));
    this.bar.root.hidden = true;
    if (!isEmpty) this.choose(this.chosen);
    this.onSearch();
  }

  private contentOf(tab: TabName): HTMLElement {
    const { columns } = this;
    switch (tab) {
      case 'flame':
        return this.inChart(new FlameChart(columns, mergedLayout(columns), this.functionEvents()));
      case 'time':
        return this.inOrderOfTime();
      case 'down':
        return this.inTree(callRows(columns, topDown(columns)), l10n.t('Function'));
      case 'up':
        return this.inTree(callRows(columns, bottomUp(columns)), l10n.t('Function'));
      case 'sandwich':
        return this.sandwich();
      case 'functions':
        return this.inTree(functionRows(columns, this.times), l10n.t('Function'));
      case 'lines':
        return lineList(this.looked, columns.nodeTotalMs[0] ?? 0, (file, line) => this.openPlace(file, line));
      case 'modules':
        return this.inTree(moduleRows(columns, byModule(columns)), l10n.t('Module'));
      case 'threads':
        return threadTable(byThread(toColumns(this.profile)), (thread) => this.narrow({ thread, tab: 'flame' }));
    }
  }

  private functionEvents(): { onOpen(index: number): void; onSelect(index: number): void } {
    return { onOpen: (index) => this.open(index), onSelect: (index) => this.choose(index) };
  }

  private inChart(chart: FlameChart): HTMLElement {
    this.chart = chart;
    this.views = [chart];
    return chart.root;
  }

  private inTree(rows: readonly TreeRow[], heading: string): HTMLElement {
    const tree = new TreeTable(this.columns.nodeTotalMs[0] ?? 0, rows, this.functionEvents(), heading, VIEW_TABS[this.state.tab]);
    this.views = [...this.views, tree];
    return tree.root;
  }

  private inOrderOfTime(): HTMLElement {
    this.series ??= this.tracksOf();
    const tracks = (this.tracks = new Tracks(this.series));
    const chart = this.inChart(new FlameChart(this.columns, timelineLayout(this.columns), { ...this.functionEvents(), onRange: (from, to) => tracks.show(from, to) }));
    return element('div', { class: 'timeline' }, tracks.root, chart);
  }

  /** Of the whole process, whatever part of the profile is looked at. */
  private tracksOf(): TrackSeries[] {
    const { vitals = [], durationMs } = this.profile;
    const columns = toColumns(this.profile);
    return [
      ...vitalsSeries(vitals),
      ...activitySeries(l10n.t('Crossing the boundary'), '--crossing', classActivity(columns, 'glue'), durationMs),
      ...activitySeries(l10n.t('Garbage collection'), '--vscode-charts-red', classActivity(columns, 'gc'), durationMs),
    ];
  }

  private sandwich(): HTMLElement {
    const { callers, callees } = sandwich(this.columns, this.chosen);
    const treeOf = (rows: typeof callers, title: string): HTMLElement => this.inTree(callRows(this.columns, rows), title);
    return sandwichView(this.columns.functions[this.chosen]!.function, callers.length > 0 ? treeOf(callers, l10n.t('Callers')) : null, callees.length > 0 ? treeOf(callees, l10n.t('Callees')) : null);
  }

  private get chosen(): number {
    const kept = this.indexes.get(this.chosenKey ?? '');
    // One that was hidden, or lies outside of what is looked at, has no time here.
    return kept !== undefined && this.times.get(kept)!.totalMs > 0 ? kept : (this.indexes.get(this.hottest() ?? '') ?? 0);
  }

  private choose(index: number): void {
    const frame = this.columns.functions[index]!;
    this.chosenKey = functionKey(frame);
    const { selfMs, totalMs } = this.times.get(index)!;
    this.bar.show(this.views.length === 0 ? null : { frame, selfMs, totalMs, wholeMs: this.columns.nodeTotalMs[0] ?? 0 });
  }

  private onDeed(deed: FunctionDeed): void {
    const key = this.chosenKey;
    if (key === null || this.bar.root.hidden) return;
    const thread = threadNameIn(this.names.get(key) ?? '');
    if (thread !== null) {
      if (deed === 'focus') this.narrow({ thread });
    } else if (deed === 'focus') this.narrow({ focus: key });
    else if (deed === 'hide') this.narrow({ hidden: [...this.state.hidden.filter((each) => each !== key), key], focus: this.state.focus === key ? null : this.state.focus });
    else this.change({ tab: 'sandwich' });
    this.views[0]?.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === this.search) return this.onSearchKey(event);
    const deed = (Object.keys(FUNCTION_DEEDS) as FunctionDeed[]).find((each) => FUNCTION_DEEDS[each].key === event.key);
    if (deed) this.onDeed(deed);
    else if (event.key === 'Backspace') this.chips.removeLast();
    else if (event.key === '/') this.search.focus();
    else return;
    event.preventDefault();
  }

  private onSearchKey(event: KeyboardEvent): void {
    const { functions } = this;
    if (event.key === 'Enter' && functions) this.views[0]?.findNext(functions);
    else if (event.key === 'Escape') {
      this.search.value = '';
      this.onSearch();
      (this.views[0] ?? this.content).focus();
    } else return;
    event.preventDefault();
  }

  /** The functions that are searched for; null where none are. */
  private get functions(): ReadonlySet<number> | null {
    const text = this.search.value.trim().toLowerCase();
    return text === '' ? null : new Set(this.columns.functions.flatMap((frame, index) => (`${frame.function} ${frame.file ?? ''}`.toLowerCase().includes(text) ? [index] : [])));
  }

  private onSearch(): void {
    const { functions } = this;
    for (const view of this.views) view.highlight(functions);
    const text = this.search.value.trim().toLowerCase();
    for (const row of this.content.querySelectorAll('tbody tr')) (row as HTMLElement).hidden = text !== '' && !row.textContent.toLowerCase().includes(text);
    const selfMs = functions ? this.columns.nodeSelfMs.reduce((sum, ms, node) => (functions.has(this.columns.nodeFunction[node]!) ? sum + ms : sum), 0) : 0;
    this.found.textContent = !functions ? '' : functions.size === 1 ? l10n.t('1 function, {0} itself', amount(selfMs)) : l10n.t('{0} functions, {1} themselves', functions.size, amount(selfMs));
    this.state = { ...this.state, search: this.search.value };
    this.events.onState(this.state);
  }

  /** Of what people wrote, the function with the most time of its own. */
  private hottest(): string | null {
    const code = [...this.times.values()].filter(({ frame }) => frame.class === 'wasm' || frame.class === 'js');
    const best = code.reduce<FunctionTimes | null>((found, times) => (found && found.selfMs >= times.selfMs ? found : times), null);
    return best && functionKey(best.frame);
  }

  private open(functionIndex: number): void {
    const frame = this.columns.functions[functionIndex]!;
    this.openPlace(frame.file, frame.line);
  }

  private openPlace(file: string | null, line: number): void {
    if (file !== null && line > 0) this.events.onOpen({ file, line });
  }
}

/** One thread is not compared with others, and what was allocated has no order in time. */
function tabsFor({ threads, unit }: Profile): Partial<typeof VIEW_TABS> {
  const { threads: ofThreads, time, ...always } = VIEW_TABS;
  const { flame, ...others } = always;
  return { flame, ...(unit === 'bytes' ? {} : { time }), ...others, ...(threads.length > 1 ? { threads: ofThreads } : {}) };
}
