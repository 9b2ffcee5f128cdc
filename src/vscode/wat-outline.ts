import { isWatComment, scanWat, type WatToken } from './wat-scan';

/** What the text format is made of, as far as an outline and folding need it; text that is being written is no error. */
export interface WatField {
  /** `func`, `memory`, `export`, `assert_return`, … */
  readonly keyword: string;
  /** `$name`, or the first string of what has no name; empty without either. */
  readonly name: string;
  /** What stands between name and body, shortened: types, where it comes from. */
  readonly detail: string;
  readonly start: number;
  readonly end: number;
  /** Where the name stands; the keyword where there is none. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: readonly WatField[];
}

/** Half open, offsets in the text. */
export interface WatFold {
  readonly start: number;
  readonly end: number;
  readonly isComment: boolean;
}

export interface WatOutline {
  readonly fields: readonly WatField[];
  readonly folds: readonly WatFold[];
}

const FIELDS = new Set(['func', 'memory', 'table', 'global', 'export', 'import', 'type', 'rec', 'tag', 'data', 'elem', 'start', 'component', 'core', 'instance']);
const SCRIPT = /^(assert_\w+|invoke|register|get|thread|wait|either)$/;
const OPENS = new Set(['block', 'loop', 'if', 'try', 'try_table']);
/** Bounded: nobody nests so deep by hand, and generated text must not take the editor along. */
const MAX_DEPTH = 500;
const DETAIL_CHARACTERS = 60;

interface OpenList {
  readonly start: number;
  keyword: string;
  keywordStart: number;
  name: string;
  nameStart: number;
  nameEnd: number;
  readonly children: WatField[];
  /** `block … end` that are open in it. */
  readonly blocks: number[];
}

export function watOutline(text: string): WatOutline {
  return new OutlineReader(text).read();
}

class OutlineReader {
  private readonly fields: WatField[] = [];
  private readonly folds: WatFold[] = [];
  private readonly open: OpenList[] = [];
  private comment: { start: number; end: number } | null = null;
  /** Lists opened beyond MAX_DEPTH. */
  private deeper = 0;

  constructor(private readonly text: string) {}

  read(): WatOutline {
    for (const token of scanWat(this.text)) {
      if (token.text.startsWith(';;')) this.lineComment(token.start, token.end);
      else if (isWatComment(token)) this.blockComment(token);
      else this.token(token.text, token.start);
    }
    this.endComment();
    while (this.open.length > 0) this.close(this.text.length);
    return { fields: this.fields, folds: this.folds.sort((a, b) => a.start - b.start) };
  }

  private token(token: string, at: number): void {
    if (token === '(' || token === '(@') {
      if (this.open.length < MAX_DEPTH) this.open.push({ start: at, keyword: token === '(@' ? '@' : '', keywordStart: at + 1, name: '', nameStart: 0, nameEnd: 0, children: [], blocks: [] });
      else this.deeper++;
    } else if (token === ')') {
      if (this.deeper > 0) this.deeper--;
      else if (this.open.length > 0) this.close(at + 1);
    } else if (this.deeper === 0) this.word(token, at);
  }

  private word(token: string, at: number): void {
    const list = this.open.at(-1);
    if (!list) return;
    if (list.keyword === '' && list.keywordStart === at) list.keyword = token;
    else if (list.name === '' && (token.startsWith('$') || token.startsWith('"'))) Object.assign(list, { name: token, nameStart: at, nameEnd: at + token.length });
    if (OPENS.has(token) && list.keywordStart !== at) list.blocks.push(at);
    else if (token === 'end' && list.blocks.length > 0) this.fold(list.blocks.pop()!, at + token.length, false);
  }

  private close(end: number): void {
    const list = this.open.pop()!;
    this.fold(list.start, end, false);
    const isField = FIELDS.has(list.keyword) && this.isTopLevel();
    if (!isField && list.keyword !== 'module' && !(this.open.length === 0 && SCRIPT.test(list.keyword))) return;
    const bare = list.name === '';
    const field: WatField = {
      keyword: list.keyword, name: list.name, detail: this.detail(list, end), start: list.start, end, children: list.children,
      nameStart: bare ? list.keywordStart : list.nameStart, nameEnd: bare ? list.keywordStart + list.keyword.length : list.nameEnd,
    };
    (this.open.at(-1)?.children ?? this.fields).push(field);
  }

  /** A field stands in a module, or by itself in a text without `(module`. */
  private isTopLevel(): boolean {
    const parent = this.open.at(-1);
    return parent === undefined || ['module', 'component', 'rec'].includes(parent.keyword);
  }

  /** The rest of the first line. */
  private detail({ keywordStart, keyword, nameEnd, children }: OpenList, end: number): string {
    if (children.length > 0) return '';
    const from = Math.max(keywordStart + keyword.length, nameEnd);
    const newline = this.text.indexOf('\n', from);
    const rest = this.text.slice(from, newline < 0 ? end - 1 : Math.min(newline, end - 1)).replace(/\(;.*?;\)|;;.*$/g, '').replace(/\s+/g, ' ').trim();
    return rest.length > DETAIL_CHARACTERS ? `${rest.slice(0, DETAIL_CHARACTERS - 1)}…` : rest;
  }

  private fold(start: number, end: number, isComment: boolean): void {
    const newline = this.text.indexOf('\n', start);
    if (newline >= 0 && newline < end) this.folds.push({ start, end, isComment });
  }

  private blockComment({ start, end }: WatToken): void {
    this.endComment();
    this.fold(start, end, true);
  }

  /** Comments on lines of their own, one below the other, are one. */
  private lineComment(start: number, end: number): void {
    const before = this.text.slice(this.comment?.end ?? 0, start);
    const ownLine = /(^|\n)[ \t]*$/.test(this.text.slice(Math.max(0, start - 200), start));
    if (this.comment && ownLine && /^\s*$/.test(before) && before.split('\n').length === 2) this.comment.end = end;
    else {
      this.endComment();
      this.comment = ownLine ? { start, end } : null;
    }
  }

  private endComment(): void {
    if (this.comment) this.fold(this.comment.start, this.comment.end, true);
    this.comment = null;
  }
}
