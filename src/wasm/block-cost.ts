import { LIMITS } from '../base/limits';
import { instructionCost } from './instruction-cost';
import type { Instruction } from './instructions';

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;

/** How many operands an instruction takes and gives; those that are not here end what is known of the stack. */
const ARITIES = new Map<number, readonly [takes: number, gives: number]>([
  [0x0d, [1, 0]], [0x1a, [1, 0]], [0x1b, [3, 1]], [0x1c, [3, 1]], [0x23, [0, 1]], [0x24, [1, 0]],
  ...range(0x28, 0x35, [1, 1]), ...range(0x36, 0x3e, [2, 0]), [0x3f, [0, 1]], ...range(0x41, 0x44, [0, 1]),
  [0x45, [1, 1]], ...range(0x46, 0x4f, [2, 1]), [0x50, [1, 1]], ...range(0x51, 0x66, [2, 1]),
  ...range(0x67, 0x69, [1, 1]), ...range(0x6a, 0x78, [2, 1]), ...range(0x79, 0x7b, [1, 1]), ...range(0x7c, 0x8a, [2, 1]),
  ...range(0x8b, 0x91, [1, 1]), ...range(0x92, 0x98, [2, 1]), ...range(0x99, 0x9f, [1, 1]), ...range(0xa0, 0xa6, [2, 1]), ...range(0xa7, 0xc4, [1, 1]),
]);

/** How a value follows from what one local held when the code began: the instructions in between, the last one first. */
interface Chain {
  readonly latency: number;
  readonly instruction: number;
  readonly before: Chain | null;
}

const START: Chain = { latency: 0, instruction: -1, before: null };

/**
 * What each instruction of a stretch of straight code costs, in rough cycles, when the stretch runs again and again. The processor
 * does several things at once, but the next run of a loop waits for what the one before left in a local: a stretch takes
 * as long as its instructions keep the processor busy or as the longest such chain lasts, whichever is more.
 */
export function blockCosts(instructions: readonly Instruction[]): number[] {
  const costs = instructions.map(({ opcode }) => instructionCost(opcode).throughput);
  const busy = costs.reduce((sum, each) => sum + each, 0);
  const chain = longestChain(instructions);
  if (!chain || chain.latency <= busy) return costs;
  const waitPerCycle = (chain.latency - busy) / chain.latency;
  for (let at: Chain | null = chain; at && at.instruction >= 0; at = at.before) costs[at.instruction]! += waitPerCycle * (at.latency - (at.before?.latency ?? 0));
  return costs;
}

/** From a local to itself; none is looked for in code that nobody wrote so. */
function longestChain(instructions: readonly Instruction[]): Chain | null {
  let longest: Chain | null = null;
  const written = new Set(instructions.filter(({ opcode }) => opcode === LOCAL_SET || opcode === LOCAL_TEE).map(localOf));
  if (written.size * instructions.length > LIMITS.wasm.chainSteps) return null;
  for (const local of written) {
    const chain = chainOf(instructions, local);
    if (chain && chain.latency > (longest?.latency ?? 0)) longest = chain;
  }
  return longest;
}

/** What `source` holds at the end, as far as it follows from what it held at the beginning. */
function chainOf(instructions: readonly Instruction[], source: number): Chain | null {
  const locals = new Map<number, Chain | null>([[source, START]]);
  let stack: (Chain | null)[] = [];
  for (const [index, instruction] of instructions.entries()) {
    const { opcode } = instruction;
    if (opcode === LOCAL_GET) stack.push(locals.get(localOf(instruction)) ?? null);
    else if (opcode === LOCAL_SET) locals.set(localOf(instruction), stack.pop() ?? null);
    else if (opcode === LOCAL_TEE) locals.set(localOf(instruction), stack.at(-1) ?? null);
    else {
      const arity = ARITIES.get(opcode);
      if (!arity) stack = [];
      else {
        const [takes, gives] = arity;
        const before = takes > 0 ? latest(stack.splice(-takes)) : null;
        if (gives > 0) stack.push(before && { latency: before.latency + instructionCost(opcode).latency, instruction: index, before });
      }
    }
  }
  const end = locals.get(source) ?? null;
  return end === START ? null : end;
}

const latest = (chains: readonly (Chain | null)[]): Chain | null => chains.reduce((last, each) => (each && each.latency >= (last?.latency ?? -1) ? each : last), null);

function localOf({ immediates: [immediate] }: Instruction): number {
  return immediate?.kind === 'local' ? immediate.value : -1;
}

function range(from: number, to: number, arity: readonly [number, number]): [number, readonly [number, number]][] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, arity]);
}
