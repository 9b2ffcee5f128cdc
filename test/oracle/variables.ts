import { moduleOffset } from '../../src/base/offsets';
import type { ModuleSymbols } from '../../src/symbols/module-symbols';
import { scope } from '../../src/toolkit/scope';
import { decodeBody, instructionBoundaries } from '../../src/wasm/function-body';
import type { WasmModule } from '../../src/wasm/module';
import { dwarfdump } from '../llvm';
import type { Comparison, Difference } from './comparison';
import { sample } from './comparison';
import type { DumpedEntry } from './dumped-dwarf';
import { inheritedText, parseDump, rangesOf, withAddresses } from './dumped-dwarf';

/** Places asked about in each function. */
const PLACES = 12;

/** What is in scope at instructions, with type, depth and location, as the entries say that llvm-dwarfdump lists. `folder`: where split units lie. */
export function compareVariables(symbols: ModuleSymbols, functions = Infinity, folder?: string): Comparison {
  const { module } = symbols;
  const oracle = new ListedVariables(module, folder);
  const differing: Difference[] = [];
  let compared = 0;
  for (const fn of sample([...module.functions], functions)) {
    for (const offset of sample([...instructionBoundaries(module, fn)], PLACES)) {
      const expected = oracle.variablesAt(fn.bodyEnd - module.codeStart!, offset - module.codeStart!);
      if (!expected) continue;
      const [ours, theirs] = [variablesOf(symbols, offset).map(lines), expected.map(lines)];
      compared += Math.max(1, theirs.length);
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push(difference(offset, ours, theirs));
    }
  }
  return { compared, differing };
}

const lines = (variables: readonly string[]): string => variables.join('; ');

function difference(offset: number, ours: readonly string[], theirs: readonly string[]): Difference {
  const frame = theirs.findIndex((text, depth) => text !== ours[depth]);
  return { place: `0x${offset.toString(16)}, frame ${frame} of ${ours.length} and ${theirs.length}`, reason: null, ours: ours[frame] ?? 'no frame', theirs: theirs[frame] ?? 'no frame' };
}

function variablesOf(symbols: ModuleSymbols, offset: number): string[][] {
  const [answer] = scope(symbols, [moduleOffset(offset)]);
  return answer!.frames.map(({ variables }) => variables.map(({ name, type, kind, depth, location, available }) => `${kind} ${depth} ${name}: ${plainType(type)}${available ? ` at ${location.replace(/\bconvert \d+/g, 'convert')}` : ''}`));
}

/** What llvm-dwarfdump's listing says of the variables at an address: a second, slow and plain implementation. */
class ListedVariables {
  private readonly functions = new Map<number, DumpedEntry>();

  constructor(
    private readonly module: WasmModule,
    folder: string | undefined,
  ) {
    const units = parseDump(withAddresses(dwarfdump(module, ['--debug-info', '--dwo'], folder), () => dwarfdump(module, ['--debug-addr'])));
    const ends = new Set([...module.functions].map(({ bodyEnd }) => bodyEnd - module.codeStart!));
    const visit = (entry: DumpedEntry): void => {
      const [range] = entry.tag === 'subprogram' ? rangesOf(entry) : [];
      if (range && ends.has(range[1]) && !this.functions.has(range[1])) this.functions.set(range[1], entry);
      entry.children.forEach(visit);
    };
    units.forEach(visit);
  }

  /** By frame, innermost first: `kind depth name: type at location`. null without a subprogram, and where a block claims all code to come. */
  variablesAt(bodyEnd: number, address: number): string[][] | null {
    const fn = this.functions.get(bodyEnd);
    if (!fn || fn.children.some((child) => isEndless(child, address, bodyEnd))) return null;
    const frames: string[][] = [];
    let depth = 0;
    for (let block: DumpedEntry | undefined = fn; block; ) {
      if (block.tag !== 'lexical_block') {
        frames.unshift([]);
        depth = 0;
      } else depth++;
      for (const child of block.children) {
        if (child.tag === 'variable' || child.tag === 'formal_parameter') frames[0]!.push(...this.variable(child, depth, address, fn));
      }
      block = block.children.filter((child) => holds(child, address)).sort((left, right) => beginOf(left, address) - beginOf(right, address)).at(-1);
    }
    return frames;
  }

  private variable(entry: DumpedEntry, depth: number, address: number, fn: DumpedEntry): string[] {
    const name = this.inherited(entry, 'name');
    if (name === undefined) return [];
    const kind = entry.tag === 'variable' ? 'local' : 'parameter';
    const constant = this.inherited(entry, 'const_value');
    const location = expressionAt(this.inherited(entry, 'location'), address) ?? (kind === 'parameter' && constant === undefined ? this.kept(entry, fn) : undefined);
    const text = location === undefined ? (constant === undefined ? '' : ' at constant') : ` at ${locationText(location)}`;
    return [`${kind} ${depth} ${name}: ${plainType(this.typeOf(entry))}${text}`];
  }

  /** What a function is given by address stays where it was at first, as long as nothing writes to the Wasm parameter. */
  private kept(entry: DumpedEntry, fn: DumpedEntry): string | undefined {
    const [[start] = [0]] = rangesOf(fn);
    const first = expressionAt(this.inherited(entry, 'location'), start);
    const index = Number(/^DW_OP_WASM_location 0x0 (0x[0-9a-f]+)$/.exec(first ?? '')?.[1] ?? NaN);
    const body = this.module.functionAt(moduleOffset(start + this.module.codeStart!));
    if (!body || !(index < this.module.types[body.typeIndex]!.params.length)) return undefined;
    const isWritten = decodeBody(this.module, body).instructions.some(({ mnemonic, immediates }) => /^local\.(?:set|tee)$/.test(mnemonic) && (immediates[0] as { value: number }).value === index);
    return isWritten ? undefined : first;
  }

  /** Rust's pointers have names of their own, which LLVM does not print. */
  private typeOf(entry: DumpedEntry): string {
    const type = this.inherited(entry, 'type');
    const [, offset, text] = /^(0x[0-9a-f]+)(?: "(.*))?/.exec(type ?? '') ?? [];
    const own = offset === undefined ? undefined : entry.file.get(Number(offset));
    const name = own?.tag === 'pointer_type' ? own.attributes.get('name') : undefined;
    return name === undefined ? (text ?? 'void') : name.replace(/^"|"$/g, '');
  }

  private inherited(entry: DumpedEntry, attribute: string): string | undefined {
    return inheritedText(entry, attribute);
  }
}

const isBlock = ({ tag }: DumpedEntry): boolean => tag === 'lexical_block' || tag === 'inlined_subroutine';

/** A block whose own ranges a tool has lost holds at least what the blocks inside it hold. */
function holds(entry: DumpedEntry, address: number): boolean {
  return isBlock(entry) && (rangesOf(entry).some(([start, end]) => address >= start && address < end) || entry.children.some((child) => holds(child, address)));
}

/** Of overlapping blocks the one that began last counts. */
function beginOf(entry: DumpedEntry, address: number): number {
  const own = rangesOf(entry).filter(([start, end]) => address >= start && address < end).map(([start]) => start);
  return Math.max(...own, ...entry.children.filter((child) => own.length === 0 && holds(child, address)).map((child) => beginOf(child, address)));
}

function isEndless(entry: DumpedEntry, address: number, bodyEnd: number): boolean {
  return isBlock(entry) && (rangesOf(entry).some(([start, end]) => address >= start && end > bodyEnd) || entry.children.some((child) => isEndless(child, address, bodyEnd)));
}

/** An expression, or a list with one a range. undefined where it yields nothing. */
function expressionAt(location: string | undefined, address: number): string | undefined {
  if (location === undefined) return undefined;
  const list = [...location.matchAll(/\[(0x[0-9a-f]+), (0x[0-9a-f]+)\): (.*)/g)];
  if (list.length === 0 && /^0x[0-9a-f]+(?::|$)|^indexed/.test(location)) return undefined;
  const expression = list.length === 0 ? location : list.find(([, start, end]) => address >= Number(start) && address < Number(end))?.[3];
  const yields = expression?.split(', ').some((operation) => /^DW_OP_(?!piece|stack_value|nop)/.test(operation));
  return yields && !/DW_OP_addr 0x(?:0|f{7}[ef])$|entry_value/.test(expression!) ? expression : undefined;
}

const WASM_KINDS = ['local', 'global', 'stack', 'global'];

/** LLVM's words for a location in ours. */
function locationText(expression: string): string {
  const operations = expression.split(', ').filter((operation) => operation !== 'DW_OP_stack_value');
  const words = operations.map((operation) => {
    const [name, ...texts] = operation.replace(/^DW_OP_/, '').split(' ');
    if (name === 'convert') return name;
    if (name === 'implicit_value') return `${name} ${Number(texts[0])} bytes`;
    const operands = texts.map((text) => (text.startsWith('0x') ? BigInt(text) : BigInt(text.replace('+', ''))));
    if (name === 'WASM_location') return `wasm ${WASM_KINDS[Number(operands[0])]} ${operands[1]}`;
    if (name === 'addr') return `memory 0x${operands[0]!.toString(16)}`;
    return [name, ...operands].join(' ');
  });
  return `${operations.some((operation) => operation.startsWith('DW_OP_piece')) ? 'piece ' : ''}${words.join(', ')}`;
}

/**
 * LLVM leaves C's keywords out and what a `restrict` pointer points to, writes Rust's arrays as C's, qualifies what has no
 * name, leaves `void` for no parameters out, and spaces its own way.
 */
function plainType(type: string): string {
  const named = type.replace('decltype(nullptr)', 'std::nullptr_t').replace(/\b(?:struct|union|enum) (?=\w)/g, '');
  const text = named.replace(/\(anonymous[^)]*\)|\b(?:structure|union|class|enumeration)(?= (?:\W|$))/g, '?').replace(/(?:[\w?]+::)+\?(?!::)/g, '?').replace(/\s+/g, '').replaceAll('(void)', '()');
  return text.replace(/^.*\brestrict$/, 'restrict').replace(/^\[(.*);(\d+)\]$/, '$1[$2]');
}
