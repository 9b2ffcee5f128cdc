import { boxAt, firstWithin, widestBoxes, type FlameBox, type FlameLayout } from '../../../profile/views/flame-layout';
import type { ProfileFrame } from '../../../profile/profile';
import type { ProfileColumns } from '../../../profile/views/profile-columns';
import { element } from '../element';
import { l10n } from '../l10n';
import { flameColours, type FlameColours } from './flame-colours';
import { amount, percent, placeOf } from './texts';

const ROW = 19;
const RULER = 20;
const TEXT_INDENT = 4;
/** Narrower boxes show no text. */
const TEXT_WIDTH = 28;
const ZOOM = 1.25;
/** A box that was searched for is shown this wide at least, and then with so many times its width on either side. */
const SEEN_WIDTH = 4;
const FOUND_MARGIN = 10;
const SHORTEST_MS = 0.001;

export interface FlameChartEvents {
  /** Entered or double-clicked. */
  onOpen(functionIndex: number): void;
  onSelect(functionIndex: number): void;
  /** The stretch of time that is shown changed. */
  onRange?(fromMs: number, toMs: number): void;
  /** Of a comparison: how much more (to 1) or less (to −1) a function takes, to be shown as its colour. */
  changeOf?(functionIndex: number): number;
  /** One more thing to tell of a function. */
  factOf?(functionIndex: number): string;
}

/** A flame graph on a canvas: wheel or + and − zoom, dragging or the arrow keys move, Enter opens the source. */
export class FlameChart {
  readonly root: HTMLElement;
  private readonly canvas = element('canvas', { tabindex: 0, role: 'img', 'aria-label': l10n.t('Flame graph. Arrow keys walk through the boxes, plus and minus zoom, Enter opens the source.') });
  private readonly announcement = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  private readonly tooltip = element('div', { class: 'tooltip', hidden: true });
  private readonly scroller = element('div', { class: 'flame-scroll' });
  private readonly spacer = element('div');
  private fromMs = 0;
  private toMs: number;
  private selected: FlameBox | null = null;
  private hovered: FlameBox | null = null;
  private matches: ReadonlySet<number> | null = null;
  private colours: FlameColours;
  /** By function: tens of thousands of boxes may be drawn each frame. */
  private fills: string[] = [];
  private drawing = 0;

  constructor(
    private readonly columns: ProfileColumns,
    private readonly layout: FlameLayout,
    private readonly events: FlameChartEvents,
  ) {
    this.toMs = layout.widthMs;
    this.spacer.style.height = `${layout.rows * ROW + RULER}px`;
    this.scroller.append(this.spacer);
    this.root = element('div', { class: 'flame' }, this.scroller, this.canvas, this.tooltip, this.announcement);
    this.colours = flameColours();
    this.listen();
    new ResizeObserver(() => this.redraw()).observe(this.root);
  }

  /** Functions to be shown in colour, all others pale; null for all. */
  highlight(functions: ReadonlySet<number> | null): void {
    this.matches = functions;
    this.redraw();
  }

  highlightWhere(isWanted: ((frame: ProfileFrame) => boolean) | null): void {
    this.highlight(isWanted && new Set(this.columns.functions.flatMap((frame, index) => (isWanted(frame) ? [index] : []))));
  }

  /** Chooses the next box of one of the functions, the widest first; from there again after the last. */
  findNext(functions: ReadonlySet<number>): void {
    const { layout, selected } = this;
    const boxes = widestBoxes(layout, (node) => functions.has(this.columns.nodeFunction[node]!));
    const at = boxes.findIndex(({ depth, startMs }) => depth === selected?.depth && startMs === selected.startMs);
    const next = boxes[(at + 1) % Math.max(1, boxes.length)];
    if (!next) return;
    const widthMs = next.endMs - next.startMs;
    // What is found is to be seen.
    if (widthMs < SEEN_WIDTH * this.msPerPixel) this.moveTo(next.startMs - FOUND_MARGIN * widthMs, next.endMs + FOUND_MARGIN * widthMs);
    this.select(next, true);
  }

  onThemeChange(): void {
    this.colours = flameColours();
    this.fills = [];
    this.redraw();
  }

  showAll(): void {
    this.moveTo(0, this.layout.widthMs);
  }

  focus(): void {
    this.canvas.focus();
  }

  private listen(): void {
    this.scroller.addEventListener('scroll', () => this.redraw());
    this.canvas.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    this.canvas.addEventListener('pointermove', (event) => this.onPointerMove(event));
    this.canvas.addEventListener('pointerleave', () => this.hover(null));
    this.canvas.addEventListener('click', (event) => this.select(this.boxUnder(event)));
    this.canvas.addEventListener('dblclick', (event) => this.zoomTo(this.boxUnder(event)));
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey || Math.abs(event.deltaY) > Math.abs(event.deltaX)) {
      if (event.shiftKey) return void (this.scroller.scrollTop += event.deltaY);
      this.zoom(event.deltaY < 0 ? 1 / ZOOM : ZOOM, this.timeAt(event.offsetX));
    } else this.pan(event.deltaX * this.msPerPixel);
  }

  private onPointerMove(event: PointerEvent): void {
    if (event.buttons === 1) {
      this.pan(-event.movementX * this.msPerPixel);
      this.scroller.scrollTop -= event.movementY;
      return;
    }
    this.hover(this.boxUnder(event), event);
  }

  private onKey(event: KeyboardEvent): void {
    const { key } = event;
    const middle = (this.fromMs + this.toMs) / 2;
    if (key === '+' || key === '=' || key === 'w') this.zoom(1 / ZOOM, middle);
    else if (key === '-' || key === 's') this.zoom(ZOOM, middle);
    else if (key === 'a') this.pan(-(this.toMs - this.fromMs) / 10);
    else if (key === 'd') this.pan((this.toMs - this.fromMs) / 10);
    else if (key === 'Escape' || key === '0') this.showAll();
    else if (key === 'Enter' && this.selected) this.events.onOpen(this.functionOf(this.selected));
    else if (key === ' ') this.zoomTo(this.selected);
    else if (key.startsWith('Arrow')) this.walk(key);
    else return;
    event.preventDefault();
  }

  private walk(key: string): void {
    const from = this.selected;
    if (!from) return this.select(this.firstBox(), true);
    const beside = (step: number): FlameBox | null => (step < 0 ? this.layout.boxBefore(from.depth, from.startMs) : firstWithin(this.layout, from.depth, from.endMs, Infinity));
    const next = key === 'ArrowUp' ? this.above(from) : key === 'ArrowDown' ? this.below(from) : beside(key === 'ArrowLeft' ? -1 : 1);
    if (next) this.select(next, true);
  }

  private firstBox(): FlameBox | null {
    for (let depth = 0; depth < this.layout.rows; depth++) for (const box of this.layout.boxesFrom(depth, -1)) return box;
    return null;
  }

  /** What calls a box; above a thread, what the one before did at that time. */
  private above({ depth, startMs, endMs }: FlameBox): FlameBox | null {
    for (let above = depth - 1; above >= 0; above--) {
      const found = boxAt(this.layout, above, (startMs + endMs) / 2);
      if (found) return found;
    }
    return null;
  }

  /** What a box calls; below all that, the next thread. */
  private below({ depth, startMs, endMs }: FlameBox): FlameBox | null {
    for (let below = depth + 1; below < this.layout.rows; below++) {
      const found = firstWithin(this.layout, below, startMs, endMs);
      if (found && found.startMs < endMs) return found;
    }
    return null;
  }

  private select(box: FlameBox | null, reveal = false): void {
    this.selected = box;
    if (box) {
      if (reveal) this.reveal(box);
      this.announcement.textContent = this.describe(box).join(', ');
      this.events.onSelect(this.functionOf(box));
    }
    this.redraw();
  }

  private reveal({ depth, startMs: start, endMs: end }: FlameBox): void {
    const span = this.toMs - this.fromMs;
    if (end < this.fromMs || start > this.toMs) this.moveTo(start - span / 4, start + (3 * span) / 4);
    const top = depth * ROW;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + ROW + RULER > this.scroller.scrollTop + this.scroller.clientHeight) this.scroller.scrollTop = top + ROW + RULER - this.scroller.clientHeight;
  }

  private zoomTo(box: FlameBox | null): void {
    if (box) this.moveTo(box.startMs, box.endMs);
    else this.showAll();
  }

  private zoom(factor: number, aroundMs: number): void {
    this.moveTo(aroundMs - (aroundMs - this.fromMs) * factor, aroundMs + (this.toMs - aroundMs) * factor);
  }

  private pan(ms: number): void {
    const span = this.toMs - this.fromMs;
    const from = Math.min(Math.max(0, this.fromMs + ms), this.layout.widthMs - span);
    this.moveTo(from, from + span);
  }

  private moveTo(fromMs: number, toMs: number): void {
    const span = Math.max(toMs - fromMs, SHORTEST_MS);
    this.fromMs = Math.max(0, Math.min(fromMs, this.layout.widthMs - SHORTEST_MS));
    this.toMs = Math.min(this.layout.widthMs, this.fromMs + span);
    this.redraw();
  }

  private hover(box: FlameBox | null, event?: PointerEvent): void {
    if (box?.depth !== this.hovered?.depth || box?.startMs !== this.hovered?.startMs) {
      this.hovered = box;
      this.redraw();
    }
    this.tooltip.hidden = box === null;
    if (!box || !event) return;
    const [name = '', ...facts] = this.describe(box);
    this.tooltip.replaceChildren(element('strong', {}, name), ...facts.map((fact) => element('div', {}, fact)));
    const left = Math.min(event.offsetX + 14, this.root.clientWidth - this.tooltip.offsetWidth - 8);
    const below = event.offsetY + 18;
    this.tooltip.style.left = `${Math.max(4, left)}px`;
    this.tooltip.style.top = `${below + this.tooltip.offsetHeight < this.root.clientHeight ? below : Math.max(0, event.offsetY - this.tooltip.offsetHeight - 8)}px`;
  }

  private describe(box: FlameBox): string[] {
    const frame = this.columns.functions[this.functionOf(box)]!;
    const { node } = box;
    const ms = box.endMs - box.startMs;
    const facts = [frame.function, l10n.t('{0}, {1} of what is shown', amount(ms), percent(ms, this.layout.widthMs))];
    if (ms < this.columns.nodeTotalMs[node]! - SHORTEST_MS) facts.push(l10n.t('{0} on this stack in all, {1} itself', amount(this.columns.nodeTotalMs[node]!), amount(this.columns.nodeSelfMs[node]!)));
    else facts.push(l10n.t('{0} itself', amount(this.columns.nodeSelfMs[node]!)));
    const fact = this.events.factOf?.(this.functionOf(box));
    if (fact !== undefined) facts.push(fact);
    const place = placeOf(frame);
    return place === '' ? facts : [...facts, frame.file !== null && frame.line > 0 ? `${frame.file}:${frame.line}` : place];
  }

  private functionOf({ node }: FlameBox): number {
    return this.columns.nodeFunction[node]!;
  }

  private boxUnder({ offsetX, offsetY }: MouseEvent): FlameBox | null {
    if (offsetY < RULER) return null;
    const depth = Math.floor((offsetY - RULER + this.scroller.scrollTop) / ROW);
    return boxAt(this.layout, depth, this.timeAt(offsetX));
  }

  private timeAt(x: number): number {
    return this.fromMs + x * this.msPerPixel;
  }

  private get msPerPixel(): number {
    return (this.toMs - this.fromMs) / Math.max(1, this.scroller.clientWidth);
  }

  private redraw(): void {
    if (this.drawing === 0) this.drawing = requestAnimationFrame(() => ((this.drawing = 0), this.draw()));
  }

  private draw(): void {
    const [width, height] = [this.scroller.clientWidth, this.scroller.clientHeight];
    const scale = devicePixelRatio;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.events.onRange?.(this.fromMs, this.toMs);
    const context = this.canvas.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = this.colours.font;
    context.textBaseline = 'middle';
    const { scrollTop } = this.scroller;
    const depths = [Math.floor(scrollTop / ROW), Math.ceil((scrollTop + height) / ROW)] as const;
    const { fromMs, toMs, msPerPixel } = this;
    this.layout.draw({ depths, fromMs, toMs, msPerPixel }, (depth, startMs, endMs, node) => {
      const x = Math.max(0, (startMs - fromMs) / msPerPixel);
      const boxWidth = Math.max(1, Math.min(width, (endMs - fromMs) / msPerPixel) - x);
      this.drawBox(context, { depth, startMs, endMs, node }, x, RULER + depth * ROW - scrollTop, boxWidth);
    });
    this.drawRuler(context, width);
  }

  private drawBox(context: CanvasRenderingContext2D, box: FlameBox, x: number, y: number, width: number): void {
    const functionIndex = this.functionOf(box);
    context.globalAlpha = this.matches !== null && !this.matches.has(functionIndex) ? 0.25 : 1;
    context.fillStyle = this.fills[functionIndex] ??= this.fillOf(functionIndex);
    context.fillRect(x, y, width > 2 ? width - 1 : width, ROW - 1);
    const isSelected = isPartOf(box, this.selected);
    if (isSelected || isPartOf(box, this.hovered)) {
      context.strokeStyle = isSelected ? this.colours.focus : this.colours.text;
      context.lineWidth = isSelected ? 2 : 1;
      context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), ROW - 3);
    }
    if (width >= TEXT_WIDTH) {
      context.fillStyle = this.colours.textOn;
      context.fillText(fitting(context, this.columns.functions[functionIndex]!.function, width - 2 * TEXT_INDENT), x + TEXT_INDENT, y + ROW / 2);
    }
    context.globalAlpha = 1;
  }

  private fillOf(functionIndex: number): string {
    const { events, colours } = this;
    return events.changeOf ? colours.changeFill(events.changeOf(functionIndex)) : colours.fillOf(this.columns.functions[functionIndex]!);
  }

  private drawRuler(context: CanvasRenderingContext2D, width: number): void {
    context.fillStyle = this.colours.background;
    context.fillRect(0, 0, width, RULER);
    context.fillStyle = this.colours.text;
    context.strokeStyle = this.colours.line;
    context.lineWidth = 1;
    const step = niceStep((this.toMs - this.fromMs) / Math.max(1, width / 110));
    for (let ms = Math.ceil(this.fromMs / step) * step; ms < this.toMs; ms += step) {
      const x = Math.round((ms - this.fromMs) / this.msPerPixel) + 0.5;
      context.beginPath();
      context.moveTo(x, RULER - 5);
      context.lineTo(x, RULER);
      context.stroke();
      context.fillText(amount(ms), x + 3, RULER / 2);
    }
  }
}

/** What is drawn may be the part of a box that can be seen. */
const isPartOf = (drawn: FlameBox, box: FlameBox | null): boolean => box !== null && box.depth === drawn.depth && box.node === drawn.node && box.startMs <= drawn.endMs && box.endMs >= drawn.startMs;

/** As much of a text as there is room for. */
function fitting(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = Math.floor((room / context.measureText('m').width) * 1.2);
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return length > 0 ? `${text.slice(0, length)}…` : '';
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10);
}
