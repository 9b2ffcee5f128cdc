import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { walkBody } from './function-body';
import { readInstruction, type Immediate } from './instructions';
import type { WasmFunction, WasmModule } from './module';

const OPENS = new Set([0x02, 0x03, 0x04, 0x06, 0x1f]);
const LOOP = 0x03;
const IF = 0x04;
/** `else`, and the handlers of the old `try`. */
const ARMS = new Set([0x05, 0x07, 0x19]);
/** `end` and the old `delegate`. */
const CLOSES = new Set([0x0b, 0x18]);
/** `br`, `br_table`; `unreachable`, `throw`, `rethrow`, `throw_ref`, `return` and the tail calls. */
const NEVER_FALLS_THROUGH = new Set([0x0c, 0x0e, 0x00, 0x08, 0x09, 0x0a, 0x0f, 0x12, 0x13, 0x15]);
/** With labels (Wasm 3.0, 5.4.1): `br`, `br_if`, `br_table`, `br_on_null`, `br_on_non_null`, casts with a branch, `try_table`. */
const BRANCHES = new Set([0x0c, 0x0d, 0x0e, 0xd5, 0xd6, 0xfb0018, 0xfb0019, 0x1f]);

/** An instruction that control may go on from to somewhere else than the next; it ends a stretch of code. */
interface Turn {
  readonly offset: number;
  readonly opcode: number;
  readonly labels: readonly number[];
}

/**
 * The ways that control may take through a body: stretches of code that run from their first instruction on, each up to an
 * instruction of control. Where an exception is caught counts as reachable from the start of the block around.
 */
export class ControlFlow {
  private constructor(
    private readonly turns: readonly Turn[],
    /** Of each stretch, those that may follow it. */
    private readonly successors: readonly (readonly number[])[],
  ) {}

  /** null for a body that is damaged. */
  static of(module: WasmModule, fn: WasmFunction): ControlFlow | null {
    const flows = flowsOf.get(module) ?? new Map<number, ControlFlow | null>();
    flowsOf.set(module, flows);
    const known = flows.get(fn.index);
    if (known !== undefined) return known;
    if (flows.size >= LIMITS.wasm.cachedBodies) flows.clear();
    const flow = ControlFlow.read(module, fn);
    flows.set(fn.index, flow);
    return flow;
  }

  private static read(module: WasmModule, fn: WasmFunction): ControlFlow | null {
    const turns: Turn[] = [];
    const read = attempt([], () => {
      walkBody(module, fn, (opcode, offset) => {
        if (!OPENS.has(opcode) && !ARMS.has(opcode) && !CLOSES.has(opcode) && !NEVER_FALLS_THROUGH.has(opcode) && !BRANCHES.has(opcode)) return;
        const immediates = BRANCHES.has(opcode) ? readInstruction(new ByteCursor('code', module.bytes, offset, fn.bodyEnd)).immediates : [];
        turns.push({ offset, opcode, labels: immediates.flatMap(labelsOf) });
      });
      return true;
    });
    return read ? new ControlFlow(turns, successorsOf(turns)) : null;
  }

  /** Of offsets in the body, ascending, those that a call may come to without having come by one before them in the list. */
  withoutFollowers<Place extends { readonly offset: number }>(places: readonly Place[]): Place[] {
    const taken = new Set<number>();
    return places.filter(({ offset }) => {
      const stretch = this.stretchOf(offset);
      if (taken.has(stretch) || !this.reaches(stretch, taken)) return false;
      taken.add(stretch);
      return true;
    });
  }

  private stretchOf(offset: number): number {
    let low = 0;
    let high = this.turns.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.turns[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private reaches(wanted: number, avoided: ReadonlySet<number>): boolean {
    const seen = new Set([0]);
    for (const stretch of seen) {
      if (stretch === wanted) return true;
      if (!avoided.has(stretch)) for (const next of this.successors[stretch] ?? []) seen.add(next);
    }
    return false;
  }
}

/** The lines of one function are asked for one after the other. */
const flowsOf = new WeakMap<WasmModule, Map<number, ControlFlow | null>>();

function labelsOf(immediate: Immediate): number[] {
  if (immediate.kind === 'label') return [immediate.value];
  if (immediate.kind === 'labels') return [...immediate.value];
  if (immediate.kind === 'cast') return [immediate.label];
  return immediate.kind === 'clauses' ? immediate.value.flatMap(({ label }) => label ?? []) : [];
}

/** The block of a turn that opens one: its arms, and where it ends. */
interface Block {
  readonly isLoop: boolean;
  readonly arms: number[];
  end: number;
}

function successorsOf(turns: readonly Turn[]): number[][] {
  const blocks = blocksOf(turns);
  const open: number[] = [];
  // Behind the outermost block nothing follows.
  const targetOf = (label: number): number[] => {
    const start = open.at(-1 - label);
    return start === undefined ? [] : [(blocks.get(start)!.isLoop ? start : blocks.get(start)!.end) + 1];
  };
  return turns.map(({ opcode, labels }, at) => {
    const next: number[] = [];
    if (ARMS.has(opcode)) next.push((blocks.get(open.at(-1) ?? -1)?.end ?? at) + 1);
    if (!NEVER_FALLS_THROUGH.has(opcode) && !ARMS.has(opcode)) next.push(at + 1);
    // Labels of `try_table` count from around it.
    next.push(...labels.flatMap(targetOf));
    if (OPENS.has(opcode)) {
      const { arms, end } = blocks.get(at)!;
      next.push(...arms.map((arm) => arm + 1));
      if (opcode === IF && arms.length === 0) next.push(end + 1);
      open.push(at);
    } else if (CLOSES.has(opcode)) open.pop();
    return next.filter((stretch) => stretch < turns.length);
  });
}

function blocksOf(turns: readonly Turn[]): Map<number, Block> {
  const blocks = new Map<number, Block>();
  const open: Block[] = [];
  for (const [at, { opcode }] of turns.entries()) {
    if (OPENS.has(opcode)) {
      const block = { isLoop: opcode === LOOP, arms: [], end: at };
      blocks.set(at, block);
      open.push(block);
    } else if (ARMS.has(opcode)) open.at(-1)?.arms.push(at);
    else if (CLOSES.has(opcode)) {
      const block = open.pop();
      if (block) block.end = at;
    }
  }
  return blocks;
}
