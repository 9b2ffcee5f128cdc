import { ByteCursor } from '../../base/byte-cursor';
import { moduleOffset, type ModuleOffset } from '../../base/offsets';
import { walkBody } from '../function-body';
import type { WasmFunction, WasmModule } from '../module';

/**
 * Straight-line code: whenever its first instruction runs, all of it does (where a call traps or throws, what follows
 * it counts all the same).
 */
export interface CountedBlock {
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  readonly count: BlockCount;
}

/** How often a block ran, from the counters: the sum of `plus` without the sum of `minus`. Positions in `CountedBody.places`. */
export interface BlockCount {
  readonly plus: readonly number[];
  readonly minus: readonly number[];
}

export interface CountedBody {
  readonly blocks: readonly CountedBlock[];
  /** Where counters go, ascending: before the instructions at these offsets. */
  readonly places: readonly ModuleOffset[];
}

/** Not known from other counts: a counter is made once an instruction runs there. */
type Flow = BlockCount | null;

interface Construct {
  /** How often it was entered. */
  readonly entry: BlockCount;
  /** Of an `if`, how often its first arm ran; undefined elsewhere. */
  firstArm: Flow | undefined;
  /** Something in it leaves for elsewhere than its end, so that what follows runs less often than it was entered. */
  leavesEarly: boolean;
}

/**
 * Cuts a body into blocks and says how to count each with few counters: an `else` runs as often as its `if` without
 * the first arm; what follows a construct that nothing leaves early, as often as the construct was entered.
 * Throws DecodeError where the body is damaged.
 */
export function countedBody(module: WasmModule, fn: WasmFunction): CountedBody {
  const planner = new BlockPlanner(module);
  walkBody(module, fn, (opcode, offset) => planner.visit(opcode, offset));
  return planner.finish(fn.bodyEnd);
}

const OP = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, try: 0x06, catch: 0x07, end: 0x0b, br: 0x0c, brIf: 0x0d,
  delegate: 0x18, catchAll: 0x19, tryTable: 0x1f, brOnNull: 0xd5, brOnNonNull: 0xd6,
} as const;

/** `br_table` and casts with a branch; `unreachable`, `throw`, `rethrow`, `throw_ref`, `return` and the tail calls. */
const LEAVES_ANYWHERE = new Set([0x0e, 0xfb0018, 0xfb0019, 0x00, 0x08, 0x09, 0x0a, 0x0f, 0x12, 0x13, 0x15]);

/** Longer sums cost more than a counter. */
const MOST_TERMS = 8;

class BlockPlanner {
  private readonly constructs: Construct[] = [];
  private readonly blocks: CountedBlock[] = [];
  private readonly places: ModuleOffset[] = [];
  private flow: Flow = null;
  /** The flow from the next instruction on, where the last one changed it. */
  private next: { readonly flow: Flow } | null = null;
  private open: { readonly start: ModuleOffset; readonly count: BlockCount } | null = null;

  constructor(private readonly module: WasmModule) {}

  visit(opcode: number, offset: number): void {
    const at = moduleOffset(offset);
    if (this.next) this.go(at, this.next.flow);
    switch (opcode) {
      case OP.end:
      case OP.delegate: {
        const construct = this.constructs.pop();
        return this.go(at, !construct || construct.leavesEarly ? null : construct.entry);
      }
      case OP.else:
        return this.go(at, otherArm(this.constructs.at(-1)));
      case OP.catch:
      case OP.catchAll:
        return this.go(at, null);
      default:
        return this.run(opcode, at);
    }
  }

  finish(end: ModuleOffset): CountedBody {
    this.go(end, null);
    return { blocks: this.blocks, places: this.places };
  }

  /** An instruction that does something: it is of the open block, or begins one. */
  private run(opcode: number, at: ModuleOffset): void {
    const count = (this.flow ??= { plus: [this.places.push(at) - 1], minus: [] });
    this.open ??= { start: at, count };
    const around = this.constructs.at(-1);
    if (around?.firstArm === null) around.firstArm = count;
    switch (opcode) {
      case OP.block:
        this.constructs.push({ entry: count, firstArm: undefined, leavesEarly: false });
        return;
      case OP.loop:
        this.constructs.push({ entry: count, firstArm: undefined, leavesEarly: false });
        this.next = { flow: null };
        return;
      case OP.if:
        this.constructs.push({ entry: count, firstArm: null, leavesEarly: false });
        this.next = { flow: null };
        return;
      case OP.try:
      case OP.tryTable:
        // Anything inside may leave for a handler anywhere.
        this.constructs.push({ entry: count, firstArm: undefined, leavesEarly: false });
        return this.leave(this.constructs.length);
      case OP.br:
      case OP.brIf:
      case OP.brOnNull:
      case OP.brOnNonNull:
        this.next = { flow: null };
        return this.leave(new ByteCursor('code', this.module.bytes, at + 1).uleb32());
      default:
        if (!LEAVES_ANYWHERE.has(opcode)) return;
        this.next = { flow: null };
        this.leave(this.constructs.length);
    }
  }

  private go(at: ModuleOffset, flow: Flow): void {
    if (this.open && at > this.open.start) this.blocks.push({ ...this.open, end: at });
    this.open = null;
    this.next = null;
    this.flow = flow;
  }

  /** The target itself is not left early: control goes to its end, or to a loop's beginning. */
  private leave(label: number): void {
    for (const construct of this.constructs.slice(Math.max(0, this.constructs.length - label))) construct.leavesEarly = true;
  }
}

/** How often an `else` runs. A first arm without instructions was not counted. */
function otherArm(construct: Construct | undefined): Flow {
  const first = construct?.firstArm;
  if (!construct || !first) return null;
  const plus = [...construct.entry.plus, ...first.minus];
  const minus = [...construct.entry.minus, ...first.plus];
  return plus.length + minus.length > MOST_TERMS ? null : { plus, minus };
}
