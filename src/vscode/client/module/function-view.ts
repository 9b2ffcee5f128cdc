import { quantity } from '../../../findings/exporters/quantity';
import type { FunctionText, SourceExcerpt } from '../../../toolkit/shown-module';
import { element } from '../element';
import { l10n } from '../l10n';
import { VirtualRows } from '../virtual-rows';
import { watTokens } from './wat-tokens';

const ROW = 19;

interface Place {
  readonly file: string;
  readonly line: number;
}

/** The text format of one function, and beside it the source that it was made from: a line chosen in one is shown in the other. */
export class FunctionView {
  readonly root = element('section', { class: 'function' });
  private readonly wat: VirtualRows;
  private readonly source: VirtualRows;
  private readonly sourceTitle = element('div', { class: 'source-title' });
  private readonly missing = element('p', { class: 'empty' });
  private shownSource = 0;
  private linesWithCode: ReadonlySet<number> = new Set();
  /** The source line that both sides have in common now; 0 for none. */
  private line = 0;

  constructor(
    private readonly text: FunctionText,
    private readonly onOpen: (place: Place) => void,
  ) {
    this.root.setAttribute('aria-label', l10n.t('Function {0}', text.fn.name));
    this.wat = this.listing(l10n.t('WebAssembly text. Arrow keys walk, Enter opens the source line.'), (index) => this.watRow(index), (index) => this.onWat(index));
    this.source = this.listing(l10n.t('Source. Arrow keys walk, Enter opens the source line.'), (index) => this.sourceRow(index), (index) => this.onSource(index));
    this.wat.body.addEventListener('keydown', (event) => this.onEnter(event));
    this.source.body.addEventListener('keydown', (event) => this.onEnter(event));
    const hasSource = text.sources.length > 0;
    this.root.append(
      this.header(),
      element(
        'div', { class: hasSource ? 'sides' : 'sides alone' },
        ...(hasSource ? [element('div', { class: 'side' }, this.sourceTitle, this.source.body, this.missing)] : []),
        element('div', { class: 'side' }, element('div', { class: 'source-title' }, l10n.t('WebAssembly text')), this.wat.body),
      ),
    );
    this.wat.count = text.lines.length;
    if (hasSource) this.showSource(0);
    this.choose(text.lines.find(({ source }) => source === 0)?.line ?? 0);
  }

  private header(): HTMLElement {
    const { fn, isCut } = this.text;
    const bytes = quantity(fn.end - fn.start, 'bytes');
    const { path } = this.text.sources[0] ?? { path: null };
    const place = fn.line > 0 && fn.file !== null ? `${fn.file.split(/[\\/]/).at(-1)}:${fn.line}` : '';
    const link = element('button', { class: 'link', title: fn.file ?? '' }, place);
    link.addEventListener('click', () => this.open(fn.line));
    return element(
      'header', { class: 'function-header' },
      element('strong', { title: fn.name }, fn.name),
      element('span', { class: 'quiet' }, (isCut ? l10n.t('function {0}, {1}; only its beginning is shown', fn.index, bytes) : l10n.t('function {0}, {1}', fn.index, bytes))),
      path !== null && place !== '' ? link : element('span', { class: 'quiet', title: fn.file ?? '' }, place),
    );
  }

  private listing(label: string, row: (index: number) => HTMLElement, onSelect: (index: number) => void): VirtualRows {
    const body = element('div', { class: 'listing', role: 'listbox', tabindex: 0, 'aria-label': label });
    const rows = new VirtualRows(body, { rowPixels: ROW, row, onSelect });
    body.addEventListener('click', (event) => {
      const index = rows.indexOf(event);
      if (index < 0) return;
      rows.select(index);
      if ((event.target as HTMLElement).classList.contains('opens')) this.open(this.line);
    });
    body.addEventListener('keydown', (event) => {
      if (rows.walk(event.key)) event.preventDefault();
    });
    return rows;
  }

  private watRow(index: number): HTMLElement {
    const { offset, text, source, line } = this.text.lines[index]!;
    const isSame = line > 0 && line === this.line && source === this.shownSource;
    return element(
      'div', { class: `code-row${isSame ? ' same' : ''}`, role: 'option', 'aria-selected': String(index === this.wat.selected) },
      element('span', { class: 'gutter' }, offset === null ? '' : offset.toString(16).padStart(6, '0')),
      element('code', {}, ...watTokens(text)),
    );
  }

  private sourceRow(index: number): HTMLElement {
    const { firstLine, lines, path } = this.excerpt;
    const line = firstLine + index;
    return element(
      'div', { class: `code-row${line === this.line ? ' same' : ''}${this.linesWithCode.has(line) ? '' : ' without-code'}`, role: 'option', 'aria-selected': String(index === this.source.selected) },
      element('span', { class: path === null ? 'gutter' : 'gutter opens', title: path === null ? '' : l10n.t('Open line {0}', line) }, String(line)),
      element('code', {}, lines![index]!),
    );
  }

  private get excerpt(): SourceExcerpt {
    return this.text.sources[this.shownSource]!;
  }

  private showSource(index: number): void {
    this.shownSource = index;
    this.linesWithCode = new Set(this.text.lines.flatMap(({ source, line }) => (source === index ? [line] : [])));
    const { file, path, lines } = this.excerpt;
    this.sourceTitle.replaceChildren(this.text.sources.length > 1 ? this.fileChoice() : element('span', { title: path ?? file }, nameOf(file)));
    this.source.body.hidden = lines === null;
    this.missing.hidden = lines !== null;
    this.missing.textContent = lines === null ? l10n.t('{0} is not in this workspace, and the module does not carry its text.', file) : '';
    this.source.count = lines?.length ?? 0;
  }

  private fileChoice(): HTMLElement {
    const options = this.text.sources.map(({ file }, index) => element('option', { value: index, selected: index === this.shownSource }, nameOf(file)));
    const select = element('select', { 'aria-label': l10n.t('Source file'), title: this.excerpt.path ?? this.excerpt.file }, ...options);
    select.addEventListener('change', () => {
      this.showSource(Number(select.value));
      this.choose(this.text.lines.find(({ source }) => source === this.shownSource)?.line ?? 0);
    });
    return select;
  }

  private onWat(index: number): void {
    const { source, line } = this.text.lines[index]!;
    if (source < 0) return;
    if (source !== this.shownSource) this.showSource(source);
    this.choose(line);
  }

  private onSource(index: number): void {
    this.choose(this.excerpt.firstLine + index);
    const first = this.text.lines.findIndex(({ source, line }) => source === this.shownSource && line === this.line);
    if (first >= 0) this.wat.center(first);
  }

  /** Both sides are drawn anew; the source side shows the line. */
  private choose(line: number): void {
    this.line = line;
    if (this.text.sources.length > 0 && line > 0) this.source.center(line - this.excerpt.firstLine);
    this.source.draw();
    this.wat.draw();
  }

  private onEnter(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.open(this.line);
  }

  private open(line: number): void {
    const path = this.text.sources[this.shownSource]?.path ?? null;
    if (path !== null && line > 0) this.onOpen({ file: path, line });
  }
}

const nameOf = (file: string): string => file.split(/[\\/]/).at(-1)!;
