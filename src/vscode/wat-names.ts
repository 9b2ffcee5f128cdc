import { isWatComment, scanWat, type WatToken } from './wat-scan';

/** The index spaces of a module (Wasm 3.0, 2.5.1), and those of functions, blocks and structures. */
type Space = 'module' | 'func' | 'type' | 'table' | 'memory' | 'global' | 'tag' | 'elem' | 'data' | 'local' | 'label' | 'field';

/** Where a `$name` stands; half open, offsets in the text. */
export interface WatName {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly space: Space;
  /** The same for all occurrences of one thing. */
  readonly key: string;
  /** Where what it names begins, if it is named here. */
  readonly defines: number | null;
}

/** Fields of a module that have a name behind their keyword. */
const MODULE_FIELDS: ReadonlySet<string> = new Set(['func', 'type', 'table', 'memory', 'global', 'tag', 'elem', 'data']);
/** Lists in which such a field is defined, not meant: the module's own, and an import's. */
const DEFINES_FIELDS: ReadonlySet<string> = new Set(['', 'module', 'rec', 'import']);
const BLOCKS: ReadonlySet<string> = new Set(['block', 'loop', 'if', 'try', 'try_table']);

/** What the names behind an instruction or a keyword mean, one after the other; the last of them holds for those that follow. */
const OPERANDS: readonly (readonly [RegExp, ...Space[]])[] = [
  [/^(?:invoke|register|get|instance|definition)$/, 'module'], [/^local\./, 'local'], [/^global\./, 'global'], [/^(?:call|return_call|ref\.func|func|start)$/, 'func'],
  [/call_indirect$/, 'table'], [/call_ref$/, 'type'], [/^(?:br\w*|delegate|rethrow|end|else|catch_all(?:_ref)?)$/, 'label'],
  [/^catch(?:_ref)?$/, 'tag', 'label'], [/^on$/, 'tag', 'label'], [/^(?:throw|suspend|tag)$/, 'tag'], [/^(?:resume_throw|switch)$/, 'type', 'tag'],
  [/^table\.init$/, 'table', 'elem'], [/^table(?:\.|$)/, 'table'], [/^elem(?:\.drop)?$/, 'elem'], [/^data(?:\.drop)?$/, 'data'],
  [/^memory\.init$/, 'memory', 'data'], [/^(?:memory(?:\.(?!init)|$)|(?:[if]\d\d|v128)\.(?:atomic\.|load|store))/, 'memory'], [/^global$/, 'global'],
  [/^struct\.[gs]et/, 'type', 'field'], [/^array\.(?:new|init)_data$/, 'type', 'data'], [/^array\.(?:new|init)_elem$/, 'type', 'elem'],
  [/^(?:struct|array|cont)\.|^(?:type|ref|null|sub|final|resume|exact|cont|descriptor|describes)$|^ref\.(?:null|test|cast)/, 'type'],
];
/** With one operand only these mean the last of what they may have: `memory.init $data`. */
const LAST_ALONE: Readonly<Record<string, Space>> = { 'memory.init': 'data', 'table.init': 'elem' };
/** A plain block ends with either. */
const ENDS: ReadonlySet<string> = new Set(['end', 'delegate']);

interface OpenList {
  readonly start: number;
  keyword: string;
  /** The instruction or keyword that names follow, and how many have. */
  word: string;
  count: number;
  /** Labels that were open before it. */
  readonly labels: number;
  /** Of the block that has just ended. */
  ended: Label | undefined;
}

interface Label {
  readonly name: string;
  readonly key: string;
}

/** Every `$name` of a text with what it names. */
export function watNames(text: string): WatName[] {
  return new NameReader().read(text);
}

class NameReader {
  private readonly names: WatName[] = [];
  private readonly open: OpenList[] = [];
  private readonly labels: Label[] = [];
  private moduleAt = 0;
  private functionAt = 0;
  /** The type whose fields are being read. */
  private structure = '';

  read(text: string): WatName[] {
    for (const token of scanWat(text)) {
      if (isWatComment(token)) continue;
      if (token.text === '(' || token.text === '(@') this.begin(token);
      else if (token.text === ')') this.close();
      else if (token.text.startsWith('$')) this.name(token);
      else if (!/^["\d+-]/.test(token.text)) this.word(token);
    }
    return this.names;
  }

  private begin({ start }: WatToken): void {
    const outer = this.open.at(-1);
    if (outer) this.settle(outer);
    this.open.push({ start, keyword: '', word: '', count: 0, labels: this.labels.length, ended: undefined });
  }

  private word({ text, start }: WatToken): void {
    const list = this.open.at(-1);
    if (!list) return;
    this.settle(list);
    if (list.keyword === '') {
      list.keyword = text;
      if (text === 'module') this.moduleAt = list.start;
      // A function, and each type with parameters of its own.
      if (text === 'func') this.functionAt = list.start;
    }
    list.ended = ENDS.has(text) && this.labels.length > list.labels ? this.labels.pop() : undefined;
    if (BLOCKS.has(text)) this.labels.push({ name: '', key: `label ${start}` });
    // The elements of a table where it stands are functions.
    this.expect(list, text === 'elem' && this.open.at(-2)?.keyword === 'table' ? 'func' : text);
  }

  private expect(list: OpenList, word: string): void {
    list.word = word;
    list.count = 0;
  }

  /** What only the number of its operands tells. */
  private settle({ word, count }: OpenList): void {
    const space = LAST_ALONE[word];
    const only = this.names.at(-1);
    if (space && only && count === 1) this.names[this.names.length - 1] = { ...only, space, key: this.keyOf(space, only.name) };
  }

  private close(): void {
    const list = this.open.pop();
    if (!list) return;
    this.settle(list);
    this.labels.length = Math.min(this.labels.length, list.labels);
    const outer = this.open.at(-1);
    // Behind its offset an element segment may name functions at once.
    if (outer?.word === 'elem') this.expect(outer, 'func');
  }

  private name({ text: name, start, end }: WatToken): void {
    const list = this.open.at(-1);
    if (!list) return;
    const isFirst = list.count++ === 0;
    const add = (space: Space, key: string, defines: number | null): void => void this.names.push({ start, end, name, space, key, defines });
    if (BLOCKS.has(list.word) && isFirst) {
      const { key } = this.labels.at(-1)!;
      this.labels[this.labels.length - 1] = { name, key };
      return add('label', key, list.keyword === list.word ? list.start : start);
    }
    const defined = isFirst && list.keyword === list.word ? this.definedBy(list.keyword) : null;
    const space = defined ?? meantBy(list.word, list.count - 1);
    if (defined === 'type') this.structure = name;
    if (space === 'label' && list.ended?.name === name && list.word === 'end') return add(space, list.ended.key, null);
    if (space !== null) add(space, this.keyOf(space, name, defined === null ? this.names.at(-1)?.name : this.structure), defined === null ? null : list.start);
  }

  private definedBy(keyword: string): Space | null {
    if (keyword === 'param' || keyword === 'local') return 'local';
    if (keyword === 'module' || keyword === 'field') return keyword;
    return MODULE_FIELDS.has(keyword) && DEFINES_FIELDS.has(this.open.at(-2)?.keyword ?? '') ? (keyword as Space) : null;
  }

  /** `type` is the one that a field is of. */
  private keyOf(space: Space, name: string, type = ''): string {
    if (space === 'module') return `module ${name}`;
    if (space === 'field') return `field ${this.moduleAt} ${type} ${name}`;
    if (space === 'label') return this.labels.findLast((label) => label.name === name)?.key ?? `label ${name}`;
    return space === 'local' ? `local ${this.functionAt} ${name}` : `${space} ${this.moduleAt} ${name}`;
  }
}

/** What the nth name behind a word means. `memory.init $m $d` has both, and `memory.init $d` only the last. */
function meantBy(word: string, index: number): Space | null {
  const spaces = OPERANDS.find(([pattern]) => pattern.test(word))?.slice(1) as Space[] | undefined;
  return spaces?.[Math.min(index, spaces.length - 1)] ?? null;
}
