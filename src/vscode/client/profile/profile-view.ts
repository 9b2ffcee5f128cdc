import { classTimes, hotFunctions, hotLines } from '../../../profile/hot-spots';
import type { Profile } from '../../../profile/profile';
import { bottomUp, sandwich, topDown } from '../../../profile/views/call-tree';
import { mergedLayout, timeOrderLayout } from '../../../profile/views/flame-layout';
import { toColumns, type ProfileColumns } from '../../../profile/views/profile-columns';
import { element } from '../element';
import { TabBar } from '../tab-bar';
import { FlameChart } from './flame-chart';
import { hotTable } from './hot-table';
import { CLASS_NAMES, milliseconds, percent, placeOf } from './texts';
import { Tracks } from './tracks';
import { TreeTable } from './tree-table';

export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface ViewState {
  readonly tab: TabName;
  readonly search: string;
  readonly showsIdle: boolean;
}

const TABS = { flame: 'Flame graph', time: 'In order of time', down: 'Top down', up: 'Bottom up', sandwich: 'Callers and callees', functions: 'Hot functions', lines: 'Hot lines' } as const;
type TabName = keyof typeof TABS;

const LISTED = 500;

/** All views of one profile, one at a time. */
export class ProfileView {
  readonly root = element('main');
  private readonly columns: ProfileColumns;
  private readonly content = element('section', { class: 'content', role: 'tabpanel' });
  private readonly tabs = new TabBar<TabName>(TABS, (name) => this.show(name));
  private readonly search = element('input', { type: 'search', placeholder: 'Find a function', 'aria-label': 'Find a function' });
  private readonly idle = element('input', { type: 'checkbox', id: 'idle' });
  private readonly found = element('span', { class: 'found', 'aria-live': 'polite' });
  private chart: FlameChart | null = null;
  private tab: TabName;
  /** The function that was chosen last, wherever. */
  private chosen: number;

  constructor(
    private readonly profile: Profile,
    state: Partial<ViewState>,
    private readonly events: { onOpen(place: Place): void; onState(state: ViewState): void },
  ) {
    this.columns = toColumns(profile);
    this.tab = state.tab !== undefined && state.tab in TABS ? state.tab : 'flame';
    this.search.value = state.search ?? '';
    this.idle.checked = state.showsIdle ?? false;
    this.chosen = this.hottest();
    this.root.append(this.summary(), this.toolbar(), this.content);
    this.show(this.tab);
  }

  onThemeChange(): void {
    this.chart?.onThemeChange();
  }

  /** For the sources themselves: the hottest functions and lines, as shares of the sampled time. */
  heat(): object {
    const whole = this.columns.nodeTotalMs[0] || 1;
    const isPlace = ({ file, line }: { file: string | null; line: number }): boolean => file !== null && line > 0;
    const functions = hotFunctions(this.profile).filter(isPlace).slice(0, LISTED);
    return {
      lines: hotLines(this.profile).filter(isPlace).slice(0, LISTED).map(({ selfMs, ...line }) => ({ ...line, share: selfMs / whole })),
      functions: functions.map(({ function: name, file, line, selfMs, totalMs }) => ({ name, file, line, share: selfMs / whole, totalShare: totalMs / whole })),
    };
  }

  private summary(): HTMLElement {
    const times = classTimes(this.profile);
    const whole = Object.values(times).reduce((sum, ms) => sum + ms, 0);
    const parts = Object.entries(times).filter(([, ms]) => ms > 0).sort(([, a], [, b]) => b - a) as [keyof typeof times, number][];
    const bar = element('div', { class: 'classes', role: 'img', 'aria-label': parts.map(([kind, ms]) => `${CLASS_NAMES[kind]} ${percent(ms, whole)}`).join(', ') });
    const legend = element('div', { class: 'legend' }, element('strong', {}, `${milliseconds(this.profile.durationMs)}, ${this.profile.samples.length.toLocaleString('en')} samples`));
    for (const [kind, ms] of parts) {
      const piece = element('span', { class: kind });
      piece.style.flexGrow = String(ms);
      bar.append(piece);
      legend.append(element('span', { title: milliseconds(ms) }, element('span', { class: `kind ${kind}` }), `${CLASS_NAMES[kind]} ${percent(ms, whole)}`));
    }
    return element('header', {}, legend, bar);
  }

  private toolbar(): HTMLElement {
    this.search.addEventListener('input', () => this.onSearch());
    this.idle.addEventListener('change', () => this.show(this.tab));
    return element('nav', {}, this.tabs.root, element('span', { class: 'tools' }, element('label', { for: 'idle' }, this.idle, 'idle time'), this.search, this.found));
  }

  private show(tab: TabName): void {
    this.tab = tab;
    this.tabs.mark(tab);
    this.chart = null;
    this.content.setAttribute('aria-label', TABS[tab]);
    this.content.replaceChildren(this.contentOf(tab));
    this.onSearch();
  }

  private contentOf(tab: TabName): HTMLElement {
    const isHidden = (index: number): boolean => !this.idle.checked && this.columns.functions[index]!.class === 'idle';
    const events = { onOpen: (index: number) => this.open(index), onSelect: (index: number) => void (this.chosen = index) };
    const shown = <Row extends { readonly function: number }>(rows: readonly Row[]): Row[] => rows.filter((row) => !isHidden(row.function));
    switch (tab) {
      case 'flame':
        this.chart = new FlameChart(this.columns, mergedLayout(this.columns, isHidden), events);
        return this.chart.root;
      case 'time':
        return this.inOrderOfTime(events);
      case 'down':
        return new TreeTable(this.columns, shown(topDown(this.columns)), events, TABS.down).root;
      case 'up':
        return new TreeTable(this.columns, shown(bottomUp(this.columns)), events, TABS.up).root;
      case 'sandwich':
        return this.sandwich(events);
      case 'functions':
        return this.functions();
      case 'lines':
        return this.lines();
    }
  }

  /** Threads stand one after another in time, and then no track of the process fits them. */
  private inOrderOfTime(events: { onOpen(index: number): void; onSelect(index: number): void }): HTMLElement {
    const { vitals = [] } = this.profile;
    const hasThreads = this.columns.functions.some((frame) => frame.function.startsWith('(thread '));
    const tracks = vitals.length > 1 && !hasThreads ? new Tracks(vitals) : null;
    this.chart = new FlameChart(this.columns, timeOrderLayout(this.columns), { ...events, onRange: (from, to) => tracks?.show(from, to) });
    return element('div', { class: 'timeline' }, ...(tracks ? [tracks.root] : []), this.chart.root);
  }

  private sandwich(events: { onOpen(index: number): void; onSelect(index: number): void }): HTMLElement {
    const { callers, callees } = sandwich(this.columns, this.chosen);
    const frame = this.columns.functions[this.chosen];
    const again = element('button', { class: 'secondary' }, 'Show the function chosen below');
    again.addEventListener('click', () => this.show('sandwich'));
    const part = (title: string, rows: typeof callers, none: string): HTMLElement =>
      element('section', { class: 'half', 'aria-label': title }, element('h2', {}, title), rows.length > 0 ? new TreeTable(this.columns, rows, events, title).root : element('p', { class: 'empty' }, none));
    return element(
      'div', { class: 'sandwich' },
      part('Callers', callers, 'Nothing calls it: it begins a stack.'),
      element('div', { class: 'middle' }, element('strong', {}, frame?.function ?? ''), element('span', { class: 'place' }, frame ? placeOf(frame) : ''), again),
      part('Callees', callees, 'It calls nothing that was sampled.'),
    );
  }

  private functions(): HTMLElement {
    const rows = hotFunctions(this.profile).filter(({ class: kind }) => kind !== 'idle').slice(0, LISTED);
    return hotTable(
      rows.map((row) => ({ name: row.function, kind: row.class, place: placeOf(row), title: row.file ?? '', selfMs: row.selfMs, second: milliseconds(row.totalMs), open: () => this.openPlace(row.file, row.line) })),
      this.columns.nodeTotalMs[0] ?? 0, ['Self', 'Total', 'Function'], 'Nothing was sampled.',
    );
  }

  private lines(): HTMLElement {
    const rows = hotLines(this.profile).slice(0, LISTED);
    const note = rows.some(({ estimate, count }) => estimate && count === undefined) ? [element('p', { class: 'note' }, 'V8 does not say where inside a WebAssembly function the time went: it stands at the line where the function begins. Record with --lines to have it shared out by exact counts.')] : [];
    const table = hotTable(
      rows.map(({ file, line, selfMs, estimate, count }) => ({ name: estimate ? 'about' : '', kind: '', place: placeOf({ file, line }), title: `${file}:${line}`, selfMs, second: count === undefined ? '' : count.toLocaleString('en'), open: () => this.openPlace(file, line) })),
      this.columns.nodeTotalMs[0] ?? 0, ['Self', 'Times run', ''], 'No sampled function has a source.',
    );
    return element('div', { class: 'lines' }, ...note, table);
  }

  private onSearch(): void {
    const text = this.search.value.trim().toLowerCase();
    const functions = text === '' ? null : new Set(this.columns.functions.flatMap((frame, index) => (`${frame.function} ${frame.file ?? ''}`.toLowerCase().includes(text) ? [index] : [])));
    this.chart?.highlight(functions);
    for (const row of this.content.querySelectorAll('tbody tr')) (row as HTMLElement).hidden = text !== '' && !row.textContent.toLowerCase().includes(text);
    const selfMs = functions ? this.columns.nodeSelfMs.reduce((sum, ms, node) => (functions.has(this.columns.nodeFunction[node]!) ? sum + ms : sum), 0) : 0;
    this.found.textContent = functions ? `${functions.size} functions, ${milliseconds(selfMs)} themselves` : '';
    this.events.onState({ tab: this.tab, search: this.search.value, showsIdle: this.idle.checked });
  }

  private hottest(): number {
    const { nodeSelfMs, nodeFunction, functions } = this.columns;
    let best = 0;
    for (let node = 1; node < nodeSelfMs.length; node++) if (functions[nodeFunction[node]!]!.class !== 'idle' && nodeSelfMs[node]! > nodeSelfMs[best]!) best = node;
    return nodeFunction[best] ?? 0;
  }

  private open(functionIndex: number): void {
    const frame = this.columns.functions[functionIndex]!;
    this.openPlace(frame.file, frame.line);
  }

  private openPlace(file: string | null, line: number): void {
    if (file !== null && line > 0) this.events.onOpen({ file, line });
  }
}
