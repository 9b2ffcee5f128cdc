import type { FunctionChange } from '../../../profile/compare-profiles';
import { element } from '../element';
import { l10n } from '../l10n';
import { VirtualRows } from '../virtual-rows';
import { placeOf, rate, signedRate } from './texts';

const ROW = 22;
const HEADINGS = [l10n.t('Change'), l10n.t('Before'), l10n.t('After'), l10n.t('With callees')];

/** Functions by how much their own time changed; bars to the right are more, to the left less. */
export class ChangeTable {
  readonly root: HTMLElement;
  private readonly body = element('div', { class: 'tree-body', role: 'grid', tabindex: 0, 'aria-label': l10n.t('Changed functions') });
  private readonly rows: VirtualRows;
  private readonly greatest: number;

  constructor(
    private changes: readonly FunctionChange[],
    private readonly onOpen: (change: FunctionChange) => void,
  ) {
    this.greatest = Math.max(0, ...changes.map(({ selfMsPerSecond }) => Math.abs(selfMsPerSecond.change)));
    const headings = element('div', { class: 'tree-row change-row tree-head' }, ...HEADINGS.map((heading) => element('span', { class: 'number' }, heading)), element('span', { class: 'name' }, l10n.t('Function')), element('span', { class: 'place' }, l10n.t('Source')));
    this.root = element('div', { class: 'tree' }, headings, this.body);
    this.rows = new VirtualRows(this.body, { rowPixels: ROW, row: (index) => this.rowElement(this.changes[index]!, index) });
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('dblclick', () => this.open());
    this.body.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.open();
      else if (!this.rows.walk(event.key)) return;
      event.preventDefault();
    });
    this.rows.count = changes.length;
  }

  show(changes: readonly FunctionChange[]): void {
    this.changes = changes;
    this.rows.count = changes.length;
  }

  focus(): void {
    this.body.focus();
  }

  private rowElement(change: FunctionChange, index: number): HTMLElement {
    const { selfMsPerSecond: self, totalMsPerSecond: total } = change;
    const bar = element('span', { class: `change-bar ${self.change > 0 ? 'more' : 'less'}` });
    bar.style.width = `${this.greatest > 0 ? (50 * Math.abs(self.change)) / this.greatest : 0}%`;
    const cell = (text: string, ...before: HTMLElement[]): HTMLElement => element('span', { class: 'number', role: 'gridcell' }, ...before, text);
    return element(
      'div', { class: 'tree-row change-row', role: 'row', 'aria-selected': String(index === this.rows.selected) },
      cell(signedRate(self.change), bar), cell(rate(self.before)), cell(rate(self.after)), cell(signedRate(total.change)),
      element('span', { class: 'name', role: 'gridcell', title: change.function }, element('span', { class: `kind ${change.class}` }), change.function),
      element('span', { class: 'place', role: 'gridcell', title: change.file ?? '' }, placeOf(change)),
    );
  }

  private onClick(event: MouseEvent): void {
    const index = this.rows.indexOf(event);
    if (index < 0) return;
    this.rows.select(index);
    if ((event.target as HTMLElement).classList.contains('place')) this.open();
  }

  private open(): void {
    const change = this.changes[this.rows.selected];
    if (change) this.onOpen(change);
  }
}
