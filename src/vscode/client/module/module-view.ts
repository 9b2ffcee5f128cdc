import { quantity } from '../../../findings/exporters/quantity';
import type { ListedExtern, ListedFunction, ModuleOutline, OutlinedSection, Page, Range } from '../../../toolkit/shown-module';
import { element } from '../element';
import { l10n } from '../l10n';
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
const TAB_TITLES: Readonly<Record<TabName, string>> = { functions: l10n.t('Functions'), imports: l10n.t('Imports'), exports: l10n.t('Exports'), sections: l10n.t('Sections') };

/** Searching waits until the typing has rested for so long. */
const TYPING_MS = 150;

/** A module: its map, its lists, and the text of the function that was chosen. */
export class ModuleView {
  readonly root = element('main');
  private readonly tabs: TabBar<TabName>;
  private readonly list = element('div', { class: 'content', role: 'tabpanel' });
  private readonly detail = element('div', { class: 'detail' });
  private readonly split = element('div', { class: 'split' }, this.list, this.detail);
  private readonly search = element('input', { type: 'search', placeholder: l10n.t('Find a function'), 'aria-label': l10n.t('Find a function by name or index') });
  private readonly order = element('select', { 'aria-label': l10n.t('Order of the functions') }, element('option', { value: 'size' }, l10n.t('largest first')), element('option', { value: 'index' }, l10n.t('by index')));
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
    this.tab = Object.hasOwn(TAB_TITLES, state.tab ?? '') ? state.tab! : 'functions';
    this.search.value = state.query ?? '';
    this.order.value = state.order === 'index' ? 'index' : 'size';
    this.shown = state.shown ?? null;
    const { functions, imports, exports, sectionCount } = outline;
    const titled = (tab: TabName, count: number): string => `${TAB_TITLES[tab]} (${quantity(count, 'count')})`;
    this.tabs = new TabBar({ functions: titled('functions', functions), imports: titled('imports', imports), exports: titled('exports', exports), sections: titled('sections', sectionCount) }, (name) => this.show(name));
    this.tools = element('span', { class: 'tools' }, this.found, this.order, this.search);
    this.root.append(moduleSummary(outline, () => events.onText()), sectionMap(outline), debugInformation(outline), element('nav', {}, this.tabs.root, this.tools), this.split);
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
    // A section or an import is no function whose text could stand beside it.
    this.split.classList.toggle('alone', tab === 'sections' || tab === 'imports');
    this.list.setAttribute('aria-label', TAB_TITLES[tab]);
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
    if (this.outline.functions === 0) return empty(l10n.t('The module defines no functions.'));
    const largest = { bytes: 0 };
    const table = new ListTable<ListedFunction>({
      label: TAB_TITLES.functions, kind: 'functions-row',
      columns: [
        { title: l10n.t('Size'), isNumber: true, cell: ({ start, end }) => sized(end - start, largest.bytes) },
        { title: l10n.t('Function'), cell: ({ name }) => element('span', { title: name }, name) },
        { title: l10n.t('Index'), isNumber: true, cell: ({ index }) => String(index) },
        { title: l10n.t('Source'), cell: (fn) => element('span', { class: 'quiet', title: fn.file ?? '' }, placeOf(fn)) },
      ],
      onSelect: ({ index }) => this.read(index),
    });
    const query = this.search.value.trim();
    const order = this.order.value === 'index' ? 'index' : 'size';
    const { signal } = this.searching;
    const fetch = (range: Range): Promise<Page<ListedFunction>> => this.asker.ask('functions', { ...range, query, order }, signal);
    const items = new PagedItems(fetch, (total) => {
      largest.bytes = Math.max(largest.bytes, sizeOf(items.at(0)));
      this.found.textContent = query === '' ? '' : l10n.t('{0} found', quantity(total, 'count'));
      table.refresh();
      const first = items.at(0);
      if (this.shown === null && first) this.read(first.index);
    }, (error) => this.list.replaceChildren(empty(error.message)));
    table.show(items);
    return table.root;
  }

  private externs(tab: 'imports' | 'exports'): HTMLElement {
    if (this.outline[tab] === 0) return empty(tab === 'imports' ? l10n.t('The module imports nothing.') : l10n.t('The module exports nothing.'));
    const table = new ListTable<ListedExtern>({
      label: TAB_TITLES[tab], kind: 'externs-row',
      columns: [
        { title: l10n.t('Kind'), cell: ({ kind }) => KIND_NAMES[kind] },
        { title: l10n.t('Name'), cell: ({ name }) => element('span', { title: name }, name) },
        { title: l10n.t('Type'), cell: ({ type }) => element('span', { class: 'quiet', title: type }, type) },
        { title: l10n.t('Index'), isNumber: true, cell: ({ index }) => String(index) },
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
      label: TAB_TITLES.sections, kind: 'sections-row',
      columns: [
        { title: l10n.t('Size'), isNumber: true, cell: (section) => sized(section.bytes, largest) },
        { title: l10n.t('Section'), cell: (section) => element('span', { title: describe(section, bytes) }, element('span', { class: `swatch ${groupOf(section)}` }), section.name) },
        { title: l10n.t('Share'), isNumber: true, cell: (section) => quantity(section.bytes / bytes, 'share') },
        { title: l10n.t('From'), isNumber: true, cell: ({ start }) => `0x${start.toString(16)}` },
      ],
    });
    table.show({ total: sections.length, at: (index) => sections[index] });
    return sectionCount > sections.length ? element('div', { class: 'list' }, table.root, empty(l10n.t('and {0} more sections', quantity(sectionCount - sections.length, 'count')))) : table.root;
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
      this.found.textContent = l10n.t('searching…');
      this.show('functions');
    }, TYPING_MS);
  }

  private keep(): void {
    this.events.onState({ tab: this.tab, query: this.search.value, order: this.order.value === 'index' ? 'index' : 'size', shown: this.shown });
  }
}

const KIND_NAMES: Readonly<Record<ListedExtern['kind'], string>> = { func: l10n.t('function'), table: l10n.t('table'), memory: l10n.t('memory'), global: l10n.t('global'), tag: l10n.t('tag') };

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
