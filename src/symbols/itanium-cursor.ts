import type { Node } from './itanium-nodes';
import { NotItanium } from './itanium-nodes';

const MAX_DEPTH = 256;
const MAX_SYMBOL = 1 << 15;

/** Reads forward over a mangled name; what it can't read throws NotItanium. */
export abstract class ItaniumCursor {
  protected at = 0;
  private depth = 0;

  constructor(protected readonly symbol: string) {
    if (symbol.length > MAX_SYMBOL) throw new NotItanium();
  }

  protected look(ahead = 0): string {
    return this.symbol[this.at + ahead] ?? '';
  }

  protected take(text: string): boolean {
    if (!this.symbol.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw new NotItanium();
  }

  protected match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.symbol)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  protected bounded<Result>(read: () => Result): Result {
    if (++this.depth > MAX_DEPTH) throw new NotItanium();
    const result = read();
    this.depth--;
    return result;
  }

  protected until(end: string, read: () => Node): Node[] {
    const nodes: Node[] = [];
    while (!this.take(end)) nodes.push(read());
    return nodes;
  }

  protected sourceText(): string {
    const digits = this.match(/\d+/y);
    const size = Number(digits);
    const text = this.symbol.slice(this.at, this.at + size);
    if (digits === '' || size === 0 || text.length < size) throw new NotItanium();
    this.at += size;
    return text;
  }
}
