import { DIVISION_BY_CONSTANT, instructionCost, type InstructionCost, type Unit } from './instruction-cost';
import type { Instruction } from './instructions';

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const FIRST_LOAD = 0x28;
const LAST_LOAD = 0x35;
const LAST_STORE = 0x3e;
const I32_CONST = 0x41;
/** Of i32: div and rem, with and without a sign. */
const FIRST_DIVISION = 0x6d;
const LAST_DIVISION = 0x70;
const SIMD = 0xfd0000;

/** How many instructions a processor looks ahead for one that can begin. */
const WINDOW = 150;
/** Cycles between two instructions that begin, or finish, when nothing holds them up. */
const WIDTH = 0.22;
/** Cycles until it goes on after a branch that went the other way than it had guessed. */
const WRONG_GUESS = 16;
/** Cycles until what was stored can be loaded again. */
const FORWARDING = 4;
/** A long path is the same after fewer rounds. */
const STEPS = 4_000;
const MOST_ROUNDS = 24;

/** How many operands an instruction takes and gives; those that are not here end what is known of the stack. */
const ARITIES = new Map<number, readonly [takes: number, gives: number]>([
  ...range(0x00, 0x03, [0, 0]), [0x04, [1, 0]], [0x05, [0, 0]], [0x0b, [0, 0]], [0x0c, [0, 0]], [0x0d, [1, 0]], [0x1a, [1, 0]], [0x1b, [3, 1]], [0x1c, [3, 1]], [0x23, [0, 1]], [0x24, [1, 0]],
  ...range(FIRST_LOAD, LAST_LOAD, [1, 1]), ...range(0x36, LAST_STORE, [2, 0]), [0x3f, [0, 1]], ...range(0x41, 0x44, [0, 1]),
  [0x45, [1, 1]], ...range(0x46, 0x4f, [2, 1]), [0x50, [1, 1]], ...range(0x51, 0x66, [2, 1]),
  ...range(0x67, 0x69, [1, 1]), ...range(0x6a, 0x78, [2, 1]), ...range(0x79, 0x7b, [1, 1]), ...range(0x7c, 0x8a, [2, 1]),
  ...range(0x8b, 0x91, [1, 1]), ...range(0x92, 0x98, [2, 1]), ...range(0x99, 0x9f, [1, 1]), ...range(0xa0, 0xa6, [2, 1]), ...range(0xa7, 0xc4, [1, 1]),
  ...vectorArities(),
]);

/** One step of a path that is run again and again. */
export interface PathStep {
  readonly instruction: Instruction;
  /** Of a branch: how often the processor guesses wrong where it goes, from 0 to 1. */
  readonly wrongGuesses: number;
}

/** On the operand stack: when it is there, and the local that it came from, if it is one's value. */
interface Operand {
  readonly ready: number;
  readonly local?: number;
}

/**
 * How many cycles each step of a path takes when the path is run again and again, as a rough processor would: it begins what
 * has its operands, several at once and some way ahead, and finishes in order. A step's cycles are those that pass from
 * the finish of the one before to its own: those for which others wait for it. `again` says that a round goes on with the
 * locals that the one before left, as a loop does.
 */
export function pathCosts(path: readonly PathStep[], again: boolean): number[] {
  const rounds = Math.max(2, Math.min(MOST_ROUNDS, Math.floor(STEPS / path.length)));
  const costs = new Array<number>(path.length).fill(0);
  const processor = new Processor();
  for (let round = 0; round < rounds; round++) {
    processor.begin(again);
    for (const [index, step] of path.entries()) {
      const cycles = processor.run(step);
      if (round >= rounds / 2) costs[index]! += cycles;
    }
  }
  return costs.map((cycles) => cycles / (rounds - Math.ceil(rounds / 2)));
}

class Processor {
  private readonly locals = new Map<number, number>();
  /** When what was stored at a local's address can be loaded, by offset: unoptimised code keeps its variables there. */
  private readonly stored = new Map<number, Map<bigint, number>>();
  private stack: Operand[] = [];
  /** When what stands in for operands that are not followed is there. */
  private unknown = 0;
  /** When the next instruction can begin at the earliest, and when the last one was finished. */
  private issued = 0;
  /** When each unit can begin the next. */
  private readonly free = new Map<Unit, number>();
  private finished = 0;
  /** When each of the last instructions was finished. */
  private readonly window = new Array<number>(WINDOW).fill(0);
  private steps = 0;
  private last = -1;

  begin(again: boolean): void {
    this.stack = [];
    if (again) return;
    this.locals.clear();
    this.stored.clear();
  }

  /** The cycles that others waited for it. */
  run({ instruction, wrongGuesses }: PathStep): number {
    const { unit, throughput, latency } = this.costOf(instruction);
    const before = this.finished;
    const width = unit === 'none' ? 0 : WIDTH;
    this.issued = Math.max(this.issued + width, this.window[this.steps % WINDOW]!);
    const free = Math.max(this.free.get(unit) ?? 0, this.issued);
    if (throughput > 0) this.free.set(unit, free + throughput);
    const ready = this.moves(instruction) ? before : this.complete(instruction, free, latency);
    this.issued += wrongGuesses * Math.max(0, ready + WRONG_GUESS - this.issued);
    this.finished = Math.max(before + width, ready, this.issued - wrongGuesses);
    if (unit !== 'none') this.window[this.steps++ % WINDOW] = this.finished;
    return this.finished - before;
  }

  /** A division by what is known is compiled to a multiplication. */
  private costOf({ opcode }: Instruction): InstructionCost {
    const cost = opcode >= FIRST_DIVISION && opcode <= LAST_DIVISION && this.last === I32_CONST ? DIVISION_BY_CONSTANT : instructionCost(opcode);
    this.last = opcode;
    return cost;
  }

  /** Locals are registers, or nothing at all. */
  private moves(instruction: Instruction): boolean {
    const local = localOf(instruction);
    if (instruction.opcode === LOCAL_GET) this.stack.push({ ready: this.locals.get(local) ?? 0, local });
    else if (instruction.opcode === LOCAL_SET) this.set(local, this.pop().ready);
    else if (instruction.opcode === LOCAL_TEE) {
      this.set(local, this.pop().ready);
      this.stack.push({ ready: this.locals.get(local)!, local });
    } else return false;
    return true;
  }

  private set(local: number, ready: number): void {
    this.locals.set(local, ready);
    this.stored.delete(local);
  }

  private complete(instruction: Instruction, begin: number, latency: number): number {
    const { opcode } = instruction;
    const arity = ARITIES.get(opcode);
    if (!arity) {
      this.stack = [];
      return (this.unknown = Math.max(begin, this.unknown) + latency);
    }
    const [takes, gives] = arity;
    const operands = Array.from({ length: takes }, () => this.pop()).reverse();
    const address = operands[0]?.local;
    const offset = opcode >= FIRST_LOAD && opcode <= LAST_STORE ? instruction.immediates.find((each) => each.kind === 'memarg')?.offset : undefined;
    const forwarded = address !== undefined && offset !== undefined && opcode <= LAST_LOAD ? this.stored.get(address)?.get(offset) : undefined;
    const ready = Math.max(begin + latency, (forwarded ?? 0) + FORWARDING, ...operands.map((operand) => operand.ready + latency));
    if (address !== undefined && offset !== undefined && opcode > LAST_LOAD) this.store(address, offset, ready);
    if (gives > 0) this.stack.push({ ready });
    return ready;
  }

  private store(address: number, offset: bigint, ready: number): void {
    const places = this.stored.get(address) ?? new Map<bigint, number>();
    this.stored.set(address, places.set(offset, ready));
  }

  private pop(): Operand {
    return this.stack.pop() ?? { ready: this.unknown };
  }
}

function localOf({ immediates: [immediate] }: Instruction): number {
  return immediate?.kind === 'local' ? immediate.value : -1;
}

/** SIMD (Wasm 3.0, 5.4.10). Most take two operands and give one: what takes another number of them is listed. */
function vectorArities(): [number, readonly [number, number]][] {
  const one = [0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x18, 0x19, 0x1b, 0x1d, 0x1f, 0x21, 0x4d, 0x53, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62, 0x63, 0x64, 0x67, 0x68, 0x69, 0x6a, 0x74, 0x75, 0x7a, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0x83, 0x84, 0x87, 0x88, 0x89, 0x8a, 0x94, 0xa0, 0xa1, 0xa3, 0xa4, 0xa7, 0xa8, 0xa9, 0xaa, 0xc0, 0xc1, 0xc3, 0xc4, 0xc7, 0xc8, 0xc9, 0xca, 0xe0, 0xe1, 0xe3, 0xec, 0xed, 0xef, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];
  const relaxed = [0x101, 0x102, 0x103, 0x104];
  const three = [0x52, 0x105, 0x106, 0x107, 0x108, 0x109, 0x10a, 0x10b, 0x10c, 0x113];
  const vector = (from: number, to: number, arity: readonly [number, number]): [number, readonly [number, number]][] => range(SIMD + from, SIMD + to, arity);
  return [
    ...vector(0x0d, 0x113, [2, 1]), ...vector(0x00, 0x0a, [1, 1]), ...vector(0x0b, 0x0b, [2, 0]), ...vector(0x0c, 0x0c, [0, 1]), ...vector(0x58, 0x5b, [2, 0]),
    ...[...one, ...relaxed].flatMap((opcode) => vector(opcode, opcode, [1, 1])), ...three.flatMap((opcode) => vector(opcode, opcode, [3, 1])),
  ];
}

function range(from: number, to: number, arity: readonly [number, number]): [number, readonly [number, number]][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, arity]);
}
