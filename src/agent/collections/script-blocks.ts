/** A pair of braces, or the body of an arrow function, loop or branch that has none. */
export interface ScriptBlock {
  readonly kind: 'function' | 'loop' | 'branch' | 'plain';
  readonly start: number;
  end: number;
  readonly parent: ScriptBlock | null;
  readonly inner: ScriptBlock[];
}

/** The body of the innermost function that a block belongs to, itself perhaps. */
export function functionOf(block: ScriptBlock): ScriptBlock {
  let at = block;
  while (at.kind !== 'function') at = at.parent!;
  return at;
}

type Open = { readonly closes: string; readonly keyword: string; readonly block: ScriptBlock | null };

const LOOPS: ReadonlySet<string> = new Set(['for', 'while', 'do']);
const BRANCHES: ReadonlySet<string> = new Set(['if', 'else', 'switch', 'catch', 'with', 'case', 'default']);
/** After these a slash begins a regular expression, not a division. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set(['return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'throw', 'new', 'do', 'else', 'yield', 'await']);
const CONTINUES_LINE = /^[.?:+\-*/%&|^=,<>([{`)\]}]/;
const WORD = /[\w$#]/;

/**
 * How the text of a script is nested: functions, loops and branches. No parser: it knows strings, comments, templates,
 * regular expressions and brackets, and that is enough to say whether two places belong to one activation of a function.
 */
export class ScriptBlocks {
  readonly root: ScriptBlock;
  private readonly open: Open[] = [];
  private block: ScriptBlock;
  private at = 0;
  /** The last token before `at`: a word, `=>`, or one character. */
  private last = '';
  /** The keyword before the parentheses that were closed last. */
  private headed = '';

  constructor(private readonly source: string) {
    this.root = { kind: 'function', start: 0, end: source.length, parent: null, inner: [] };
    this.block = this.root;
    while (this.at < source.length) this.step();
    while (this.open.length > 0) this.leave();
  }

  /** The innermost block that an offset lies in. */
  blockAt(offset: number): ScriptBlock {
    let block = this.root;
    for (;;) {
      const inside = block.inner.find(({ start, end }) => start <= offset && offset < end);
      if (!inside) return block;
      block = inside;
    }
  }

  /** Whether between two places something may leave the blocks around them. */
  mayLeave(from: number, to: number): boolean {
    return /\b(return|throw|break|continue|process\.exit)\b/.test(this.source.slice(from, to));
  }

  private step(): void {
    const { source, at } = this;
    const char = source[at]!;
    if (char === '\n') this.endOfLine();
    if (/\s/.test(char)) return void this.at++;
    if (source.startsWith('//', at)) return void (this.at = before(source.indexOf('\n', at), source.length));
    if (source.startsWith('/*', at)) return void (this.at = before(source.indexOf('*/', at), source.length - 2) + 2);
    this.beginBody(char);
    if (char === '"' || char === "'") return this.token('"', stringEnd(source, at, char));
    if (char === '`') return this.template(at + 1);
    if (char === '/' && this.isExpressionNext()) return this.token('"', regularExpressionEnd(source, at));
    if (WORD.test(char)) return this.word();
    if (source.startsWith('=>', at)) return this.token('=>', at + 2);
    if (char === '(' || char === '[' || char === '{') return this.enter(char);
    if (char === ')' || char === ']' || char === '}') return this.close(char);
    if ((char === ';' || char === ',') && this.isBare()) this.leaveBare(char === ',');
    this.token(char, at + 1);
  }

  private token(last: string, end: number): void {
    this.last = last;
    this.at = end;
  }

  private word(): void {
    let end = this.at + 1;
    while (end < this.source.length && WORD.test(this.source[end]!)) end++;
    const word = this.source.slice(this.at, end);
    // A property may be called `for`; `for await` is a `for`.
    this.token(this.last === '.' ? 'property' : this.last === 'for' && word === 'await' ? 'for' : word, end);
  }

  /** What stands where a body is expected and is no brace is a body without braces. */
  private beginBody(char: string): void {
    if (char === '{') return;
    const kind = this.last === '=>' ? 'function' : this.last === ')' && LOOPS.has(this.headed) ? 'loop' : (this.last === ')' && this.headed === 'if') || (this.last === 'else' && !this.source.startsWith('if', this.at)) ? 'branch' : null;
    if (this.last === ')') this.headed = '';
    if (kind && char !== ';') this.push('', '', kind);
  }

  private enter(char: '(' | '[' | '{'): void {
    const closes = char === '(' ? ')' : char === '[' ? ']' : '}';
    if (char === '{') this.push(closes, '', this.kindOfBraces());
    else this.open.push({ closes, keyword: this.last, block: null });
    this.token(char, this.at + 1);
  }

  private kindOfBraces(): ScriptBlock['kind'] {
    if (this.last === '=>') return 'function';
    if (this.last === ')') return LOOPS.has(this.headed) ? 'loop' : BRANCHES.has(this.headed) ? 'branch' : 'function';
    return LOOPS.has(this.last) ? 'loop' : BRANCHES.has(this.last) ? 'branch' : 'plain';
  }

  private push(closes: string, keyword: string, kind: ScriptBlock['kind']): void {
    const block: ScriptBlock = { kind, start: this.at, end: this.source.length, parent: this.block, inner: [] };
    this.block.inner.push(block);
    this.open.push({ closes, keyword, block });
    this.block = block;
  }

  private close(char: string): void {
    while (this.isBare()) this.leave();
    const top = this.open.at(-1);
    if (top?.closes === char) this.leave();
    this.headed = char === ')' ? (top?.keyword ?? '') : '';
    this.token(char, this.at + 1);
    // Back in the text of a template.
    if (char === '}' && this.open.at(-1)?.closes === '`') this.template(this.at);
    else if (char === '}') this.afterBraces();
  }

  /** `if (x) for (…) { }`: the bodies without braces end with the braces inside them. */
  private afterBraces(): void {
    while (this.isBare() && this.open.at(-1)!.block!.kind !== 'function') this.leave();
  }

  private leave(): void {
    const { block } = this.open.pop()!;
    if (!block) return;
    block.end = Math.min(this.at + 1, this.source.length);
    this.block = block.parent!;
  }

  private isBare(): boolean {
    return this.open.at(-1)?.closes === '' && this.open.at(-1)!.block !== null;
  }

  private leaveBare(onlyFunctions: boolean): void {
    while (this.isBare() && (!onlyFunctions || this.open.at(-1)!.block!.kind === 'function')) this.leave();
  }

  /** A body without braces ends with its line, unless either side says that the expression goes on. */
  private endOfLine(): void {
    if (!this.isBare() || /^([=(,.?:+\-*/%&|^<>![{]|=>)$/.test(this.last) || this.open.at(-1)!.block!.start === this.at) return;
    const next = /\S/.exec(this.source.slice(this.at, this.at + 200));
    if (next && !CONTINUES_LINE.test(next[0])) this.leaveBare(false);
  }

  private isExpressionNext(): boolean {
    return this.last === '' || BEFORE_EXPRESSION.has(this.last) || /^([=([{,;:!&|?+\-*%<>~^}]|=>)$/.test(this.last);
  }

  /** The text of a template literal from `at` on; `${` opens what `}` closes. */
  private template(from: number): void {
    if (this.open.at(-1)?.closes !== '`') this.open.push({ closes: '`', keyword: '', block: null });
    const { source } = this;
    for (let at = from; at < source.length; at++) {
      if (source[at] === '\\') at++;
      else if (source[at] === '`') {
        this.open.pop();
        return this.token('"', at + 1);
      } else if (source.startsWith('${', at)) {
        this.open.push({ closes: '}', keyword: '', block: null });
        return this.token('{', at + 2);
      }
    }
    this.token('"', source.length);
  }
}

const before = (found: number, otherwise: number): number => (found < 0 ? otherwise : found);

function stringEnd(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote || source[at] === '\n') return at + 1;
  }
  return source.length;
}

function regularExpressionEnd(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (char === '\n') return at;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return source.length;
}
