import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { scope } from '../../../src/toolkit/scope';
import { instructionBoundaries } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { dwarfdump, DWARFDUMP } from '../../llvm';
import { requireTool } from '../../tools';
import { corpus } from './corpus';
import type { DumpedEntry } from './dumped-dwarf';
import { parseDump } from './dumped-dwarf';

/** Places asked about in each function. */
const PLACES = 12;
/** At most so many variables may differ. */
const TOLERATED_SHARE = 0.005;

type Range = readonly [start: number, end: number];

/** What llvm-dwarfdump's listing says of the variables at an address: a second, slow and plain implementation. */
class Oracle {
  private readonly byOffset: ReadonlyMap<number, DumpedEntry>;
  private readonly functions = new Map<number, DumpedEntry>();

  constructor(module: WasmModule) {
    const { units, byOffset } = parseDump(dwarfdump(module, '--debug-info'));
    this.byOffset = byOffset;
    const ends = new Set([...module.functions].map(({ bodyEnd }) => bodyEnd - module.codeStart!));
    const visit = (entry: DumpedEntry): void => {
      const [range] = entry.tag === 'subprogram' ? rangesOf(entry) : [];
      if (range && ends.has(range[1]) && !this.functions.has(range[1])) this.functions.set(range[1], entry);
      entry.children.forEach(visit);
    };
    units.forEach(visit);
  }

  /** By frame, innermost first: `kind depth name: type`, with a mark where the value is there. null without a subprogram. */
  variablesAt(bodyEnd: number, address: number): string[][] | null {
    const fn = this.functions.get(bodyEnd);
    if (!fn) return null;
    const frames: string[][] = [];
    let depth = 0;
    for (let block: DumpedEntry | undefined = fn; block; ) {
      if (block.tag !== 'lexical_block') {
        frames.unshift([]);
        depth = 0;
      } else depth++;
      for (const child of block.children) {
        if (child.tag === 'variable' || child.tag === 'formal_parameter') frames[0]!.push(...this.variable(child, depth, address));
      }
      block = block.children.findLast((child) => ['lexical_block', 'inlined_subroutine'].includes(child.tag) && coveredBy(child).some(([start, end]) => address >= start && address < end));
    }
    return frames;
  }

  private variable(entry: DumpedEntry, depth: number, address: number): string[] {
    const name = this.inherited(entry, 'name');
    if (name === undefined) return [];
    const kind = entry.tag === 'variable' ? 'local' : 'parameter';
    const available = this.inherited(entry, 'const_value') !== undefined || isThere(this.inherited(entry, 'location'), address);
    return [`${kind} ${depth} ${unquoted(name)}: ${plainType(this.typeOf(entry))}${available ? ' *' : ''}`];
  }

  /** Rust's pointers have names of their own, which LLVM does not print. */
  private typeOf(entry: DumpedEntry): string {
    const type = this.inherited(entry, 'type');
    const [, offset, text] = /^(0x[0-9a-f]+)(?: "(.*)")?/.exec(type ?? '') ?? [];
    const own = offset === undefined ? undefined : this.byOffset.get(Number(offset));
    const name = own?.tag === 'pointer_type' ? own.attributes.get('name') : undefined;
    return name === undefined ? (text ?? 'void') : unquoted(name);
  }

  private inherited(entry: DumpedEntry, attribute: string): string | undefined {
    const own = entry.attributes.get(attribute);
    if (own !== undefined) return own;
    const origin = /^0x[0-9a-f]+/.exec(entry.attributes.get('abstract_origin') ?? entry.attributes.get('specification') ?? '');
    const target = origin && this.byOffset.get(Number(origin[0]));
    return target ? this.inherited(target, attribute) : undefined;
  }
}

function rangesOf({ attributes }: DumpedEntry): Range[] {
  const list = attributes.get('ranges');
  if (list !== undefined) return [...list.matchAll(/\[(0x[0-9a-f]+), (0x[0-9a-f]+)\)/g)].map(([, start, end]): Range => [Number(start), Number(end)]).filter(isLive);
  const [low, high] = [Number(attributes.get('low_pc')), Number(attributes.get('high_pc'))];
  return Number.isNaN(low) || Number.isNaN(high) ? [] : [[low, high] as const].filter(isLive);
}

const isLive = ([start, end]: Range): boolean => start > 0 && start < end && start < 0xfffffffe;

/** A block whose own ranges a tool has lost has those of the blocks inside it. */
function coveredBy(entry: DumpedEntry): Range[] {
  const own = rangesOf(entry);
  return own.length > 0 || !['lexical_block', 'inlined_subroutine'].includes(entry.tag) ? own : entry.children.flatMap(coveredBy);
}

/** An expression, or a list with one a range. */
function isThere(location: string | undefined, address: number): boolean {
  if (location === undefined) return false;
  const list = [...location.matchAll(/\[(0x[0-9a-f]+), (0x[0-9a-f]+)\): (.*)/g)];
  if (list.length === 0 && /^0x[0-9a-f]+(?::|$)|^indexed/.test(location)) return false;
  const expression = list.length === 0 ? location : list.find(([, start, end]) => address >= Number(start) && address < Number(end))?.[3];
  return expression !== undefined && expression.split(', ').some((operation) => /^DW_OP_(?!piece|stack_value|nop)/.test(operation)) && !/DW_OP_addr 0x(?:0|f{7}[ef])$|entry_value/.test(expression);
}

const unquoted = (text: string): string => text.replace(/^"|"$/g, '');

/** LLVM leaves C's keywords out and what a `restrict` pointer points to, writes Rust's arrays as C's, and spaces its own way. */
function plainType(type: string): string {
  const text = type.replace(/\b(?:struct|union|enum) (?=\w)/g, '').replace(/\(anonymous[^)]*\)|\b(?:structure|union|class|enumeration)(?= (?:\W|$))/g, '?').replace(/\s+/g, '');
  return text.replace(/^.*\brestrict$/, 'restrict').replace(/^\[(.*);(\d+)\]$/, '$1[$2]');
}

function ours(symbols: ModuleSymbols, offset: number): string[][] {
  const [answer] = scope(symbols, [moduleOffset(offset)]);
  return answer!.frames.map(({ variables }) => variables.map(({ name, type, kind, depth, available }) => `${kind} ${depth} ${name}: ${plainType(type)}${available ? ' *' : ''}`));
}

describe('variables as llvm-dwarfdump lists them', () => {
  for (const { name, bytes } of corpus()) {
    it(name, async function () {
      requireTool(this, DWARFDUMP);
      const module = readModule(bytes);
      const symbols = await openSymbols(module);
      const oracle = new Oracle(module);
      let compared = 0;
      const differing: string[] = [];
      for (const fn of module.functions) {
        const places = instructionBoundaries(module, fn);
        const stride = Math.max(1, Math.floor(places.length / PLACES));
        for (const offset of places.filter((_, index) => index % stride === 0)) {
          const expected = oracle.variablesAt(fn.bodyEnd - module.codeStart!, offset - module.codeStart!);
          if (!expected) continue;
          const actual = ours(symbols, offset);
          compared += Math.max(1, expected.flat().length);
          if (JSON.stringify(actual) !== JSON.stringify(expected)) differing.push(`0x${offset.toString(16)}: ${JSON.stringify(actual)} but ${JSON.stringify(expected)}`);
        }
      }
      assert.ok(compared > 0 || !symbols.kinds.includes('dwarf') || name.includes('lines-only'), 'nothing was compared');
      assert.ok(differing.length <= compared * TOLERATED_SHARE, `${differing.length} places, ${compared} variables compared:\n${differing.slice(0, 5).join('\n')}`);
    });
  }
});
