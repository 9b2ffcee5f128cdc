import { attempt } from '../../base/decode-error';
import { LIMITS } from '../../base/limits';
import type { FunctionType, WasmFunction, WasmModule } from '../module';
import { assemble, assembleLocals } from './assemble';
import { countedBody, type CountedBlock } from './counted-blocks';
import { ModuleRewriter, type BodyPart, type RewrittenModule } from './module-rewriter';

/** Exports beside the module's own: each gives the values of some counters, in order, as numbers. */
export const COUNTS_EXPORT = 'wasmscope:counts:';

/** V8 lets a function return 1,000 values. */
const VALUES_PER_EXPORT = 500;

export interface CountingModule extends RewrittenModule {
  /** How many counters there are; the exports give them all, `VALUES_PER_EXPORT` each. */
  readonly counters: number;
  /** The blocks of a function, where it is counted; positions in their counts are of the whole module. */
  blocksOf(fn: WasmFunction): readonly CountedBlock[] | undefined;
}

/**
 * Puts counters into a module, one before each stretch of code whose count does not follow from others. A counter is a
 * global: no memory of the program's is touched and JavaScript is not called. The result depends on the bytes alone, so
 * that whoever has them can tell what each counter means. Bodies that are damaged or would grow too large stay as they are.
 */
export function countBlocks(module: WasmModule): CountingModule {
  const rewriter = new ModuleRewriter(module);
  const firstOf = new Map<number, number>();
  let counters = 0;
  for (const fn of module.functions) {
    const body = attempt([], () => countedBody(module, fn));
    if (!body || counters + body.places.length > LIMITS.wasm.blockCounters) continue;
    const parts: BodyPart[] = [];
    let copied = fn.bodyStart;
    for (const [position, place] of body.places.entries()) {
      if (place > copied) parts.push({ start: copied, end: place });
      parts.push(increment(module.globals.length + counters + position));
      copied = place;
    }
    parts.push({ start: copied, end: fn.bodyEnd });
    if (sizeOf(parts) > LIMITS.wasm.bodyBytes) continue;
    rewriter.replaceBody(fn.index, { parts, origin: fn.bodyStart });
    firstOf.set(fn.index, counters);
    for (const _ of body.places) rewriter.addGlobal({ type: 'i64', mutable: true }, 0);
    counters += body.places.length;
  }
  addReaders(rewriter, module, counters);
  const blocksOf = (fn: WasmFunction): readonly CountedBlock[] | undefined => {
    const first = firstOf.get(fn.index);
    return first === undefined ? undefined : countedBody(module, fn).blocks.map((block) => shifted(block, first));
  };
  return { ...rewriter.finish(), counters, blocksOf };
}

function shifted({ start, end, count: { plus, minus } }: CountedBlock, first: number): CountedBlock {
  return { start, end, count: { plus: plus.map((each) => each + first), minus: minus.map((each) => each + first) } };
}

/** The value of every counter of an instance, in order. */
export function readCounts(exports: WebAssembly.Exports, counters: number): number[] {
  const values: number[] = [];
  for (let first = 0; first < counters; first += VALUES_PER_EXPORT) {
    const read = exports[`${COUNTS_EXPORT}${first}`] as () => number | Iterable<number>;
    const some = read();
    if (typeof some === 'number') values.push(some);
    else for (const value of some) values.push(value);
  }
  return values;
}

/** As often as a block ran, at least 0: a trap may have left a sum behind its parts. */
export function countOf({ count }: CountedBlock, values: readonly number[]): number {
  const sum = (positions: readonly number[]): number => positions.reduce((total, position) => total + (values[position] ?? 0), 0);
  return Math.max(0, sum(count.plus) - sum(count.minus));
}

const increment = (global: number): Uint8Array => assemble([['global.get', global], ['i64.const', 1], ['i64.add'], ['global.set', global]]);

function sizeOf(parts: readonly BodyPart[]): number {
  return parts.reduce((size, part) => size + (part instanceof Uint8Array ? part.length : part.end - part.start), 0);
}

function addReaders(rewriter: ModuleRewriter, module: WasmModule, counters: number): void {
  const types = new Map<number, number>();
  for (let first = 0; first < counters; first += VALUES_PER_EXPORT) {
    const count = Math.min(VALUES_PER_EXPORT, counters - first);
    const type = types.get(count) ?? rewriter.addType(readerType(count));
    types.set(count, type);
    const code = Array.from({ length: count }, (_, position) => [['global.get', module.globals.length + first + position], ['f64.convert_i64_u']] as const).flat();
    const index = rewriter.addFunction(type, { parts: [assembleLocals(), assemble([...code, ['end']])], origin: module.codeStart ?? module.functions.at(0)!.bodyStart });
    rewriter.addExport({ name: `${COUNTS_EXPORT}${first}`, kind: 'func', index });
  }
}

const readerType = (results: number): FunctionType => ({ params: [], results: new Array<string>(results).fill('f64') });
