import { quantity } from '../../../findings/exporters/quantity';
import type { ListedExtern, ListedFunction, ModuleOutline, OutlinedSection, Page, Range } from '../../../toolkit/shown-module';
import { element } from '../element';
import { TabBar } from '../tab-bar';
import type { Asker } from './asker';
import { FunctionView } from './function-view';
import { ListTable } from './list-table';
import { debugInformation, moduleSummary } from './module-summary';
import { PagedItems } from './paged-items';
import { describe, groupOf, sectionMap } from './section-map';

export interface ViewState {
  readonly tab: TabName;
  readonly query: string;
  readonly order: 'size' | 'index';
  /** Index of the function that is shown. */
  readonly shown: number | null;
}

interface Events {
  onOpen(place: { readonly file: string; readonly line: number }): void;
  onText(): void;
  onState(state: ViewState): void;
}

type TabName = 'functions' | 'imports' | 'exports' | 'sections';
const TAB_NAMES: readonly string[] = ['functions', 'imports', 'exports', 'sections'];

/** Searching waits until the typing has rested for so long. */
const TYPING_MS = 150;

/** A module: its map, its lists, and the text of the function that was chosen. */
export class ModuleView {
  readonly root = element('main');
  private readonly tabs: TabBar<TabName>;
  private readonly list = element('div', { class: 'content', role: 'tabpanel' });
  private readonly detail = element('div', { class: 'detail' });
  private readonly search = element('input', { type: 'search', placeholder: 'Find a function', 'aria-label': 'Find a function by name or index' });
  private readonly order = element('select', { 'aria-label': 'Order of the functions' }, element('option', { value: 'size' }, 'largest first'), element('option', { value: 'index' }, 'by index'));
  private readonly found = element('span', { class: 'found', 'aria-live': 'polite' });
  private readonly tools: HTMLElement;
  private tab: TabName;
  private shown: number | null;
  private searching = new AbortController();
  private reading = new AbortController();
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly outline: ModuleOutline,
    private readonly asker: Asker,
    state: Partial<ViewState>,
    private readonly events: Events,
  ) {
    this.tab = TAB_NAMES.includes(state.tab ?? '') ? state.tab! : 'functions';
    this.search.value = state.query ?? '';
    this.order.value = state.order === 'index' ? 'index' : 'size';
    this.shown = state.shown ?? null;
    const { functions, imports, exports, sectionCount } = outline;
    const titled = (title: string, count: number): string => `${title} (${quantity(count, 'count')})`;
    this.tabs = new TabBar({ functions: titled('Functions', functions), imports: titled('Imports', imports), exports: titled('Exports', exports), sections: titled('Sections', sectionCount) }, (name) => this.show(name));
    this.tools = element('span', { class: 'tools' }, this.found, this.order, this.search);
    this.root.append(moduleSummary(outline, () => events.onText()), sectionMap(outline), debugInformation(outline), element('nav', {}, this.tabs.root, this.tools), element('div', { class: 'split' }, this.list, this.detail));
    this.search.addEventListener('input', () => this.onTyping());
    this.order.addEventListener('change', () => this.show('functions'));
    this.show(this.tab);
    if (this.shown !== null) this.read(this.shown);
  }

  private show(tab: TabName): void {
    this.tab = tab;
    this.tabs.mark(tab);
    this.searching.abort();
    this.searching = new AbortController();
    this.found.textContent = '';
    this.tools.hidden = tab !== 'functions';
    this.list.setAttribute('aria-label', tab);
    this.list.replaceChildren(this.listOf(tab));
    this.keep();
  }

  private listOf(tab: TabName): HTMLElement {
    switch (tab) {
      case 'functions':
        return this.functions();
      case 'imports':
      case 'exports':
        return this.externs(tab);
      case 'sections':
        return this.sections();
    }
  }

  private functions(): HTMLElement {
    if (this.outline.functions === 0) return empty('The module defines no functions.');
    const largest = { bytes: 0 };
    const table = new ListTable<ListedFunction>({
      label: 'Functions', kind: 'functions-row',
      columns: [
        { title: 'Size', isNumber: true, cell: ({ start, end }) => sized(end - start, largest.bytes) },
        { title: 'Function', cell: ({ name }) => element('span', { title: name }, name) },
        { title: 'Index', isNumber: true, cell: ({ index }) => String(index) },
        { title: 'Source', cell: (fn) => element('span', { class: 'quiet', title: fn.file ?? '' }, placeOf(fn)) },
      ],
      onSelect: ({ index }) => this.read(index),
    });
    const query = this.search.value.trim();
    const order = this.order.value === 'index' ? 'index' : 'size';
    const { signal } = this.searching;
    const fetch = (range: Range): Promise<Page<ListedFunction>> => this.asker.ask('functions', { ...range, query, order }, signal);
    const items = new PagedItems(fetch, (total) => {
      largest.bytes = Math.max(largest.bytes, sizeOf(items.at(0)));
      this.found.textContent = query === '' ? '' : `${quantity(total, 'count')} found`;
      table.refresh();
      const first = items.at(0);
      if (this.shown === null && first) this.read(first.index);
    }, (error) => this.list.replaceChildren(empty(error.message)));
    table.show(items);
    return table.root;
  }

  private externs(tab: 'imports' | 'exports'): HTMLElement {
    if (this.outline[tab] === 0) return empty(tab === 'imports' ? 'The module imports nothing.' : 'The module exports nothing.');
    const table = new ListTable<ListedExtern>({
      label: tab, kind: 'externs-row',
      columns: [
        { title: 'Kind', cell: ({ kind }) => KIND_NAMES[kind] },
        { title: 'Name', cell: ({ name }) => element('span', { title: name }, name) },
        { title: 'Type', cell: ({ type }) => element('span', { class: 'quiet', title: type }, type) },
        { title: 'Index', isNumber: true, cell: ({ index }) => String(index) },
      ],
      onSelect: ({ kind, index }) => {
        if (tab === 'exports' && kind === 'func') this.read(index);
      },
    });
    const { signal } = this.searching;
    table.show(new PagedItems((range) => this.asker.ask(tab, range, signal), () => table.refresh(), (error) => this.list.replaceChildren(empty(error.message))));
    return table.root;
  }

  private sections(): HTMLElement {
    const { sections, bytes, sectionCount } = this.outline;
    const largest = sections.reduce((most, section) => Math.max(most, section.bytes), 0);
    const table = new ListTable<OutlinedSection>({
      label: 'Sections', kind: 'sections-row',
      columns: [
        { title: 'Size', isNumber: true, cell: (section) => sized(section.bytes, largest) },
        { title: 'Section', cell: (section) => element('span', { title: describe(section, bytes) }, element('span', { class: `swatch ${groupOf(section)}` }), section.name) },
        { title: 'Share', isNumber: true, cell: (section) => quantity(section.bytes / bytes, 'share') },
        { title: 'From', isNumber: true, cell: ({ start }) => `0x${start.toString(16)}` },
      ],
    });
    table.show({ total: sections.length, at: (index) => sections[index] });
    return sectionCount > sections.length ? element('div', { class: 'list' }, table.root, empty(`and ${quantity(sectionCount - sections.length, 'count')} more sections`)) : table.root;
  }

  /** Shows the text of a function; one that is asked for later takes its place. */
  private read(index: number): void {
    this.shown = index;
    this.keep();
    this.reading.abort();
    this.reading = new AbortController();
    this.asker.ask('functionText', { index }, this.reading.signal).then(
      (text) => this.detail.replaceChildren(new FunctionView(text, (place) => this.events.onOpen(place)).root),
      (error: Error) => this.detail.replaceChildren(empty(error.message)),
    );
  }

  private onTyping(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      this.found.textContent = 'searching…';
      this.show('functions');
    }, TYPING_MS);
  }

  private keep(): void {
    this.events.onState({ tab: this.tab, query: this.search.value, order: this.order.value === 'index' ? 'index' : 'size', shown: this.shown });
  }
}

const KIND_NAMES: Readonly<Record<ListedExtern['kind'], string>> = { func: 'function', table: 'table', memory: 'memory', global: 'global', tag: 'tag' };

const sizeOf = (fn: ListedFunction | undefined): number => (fn ? fn.end - fn.start : 0);

function sized(bytes: number, largest: number): HTMLElement {
  const bar = element('span', { class: 'bar' });
  bar.style.width = `${largest > 0 ? Math.min(100, (100 * bytes) / largest) : 0}%`;
  return element('span', {}, bar, quantity(bytes, 'bytes'));
}

function placeOf({ file, line }: ListedFunction): string {
  return file === null ? '' : `${file.split(/[\\/]/).at(-1)}${line > 0 ? `:${line}` : ''}`;
}

function empty(text: string): HTMLElement {
  return element('p', { class: 'empty' }, text);
}
