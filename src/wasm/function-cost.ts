import type { Instruction } from './instructions';
import { pathCosts } from './path-cost';

const LOOP = 0x03;
const IF = 0x04;
const BRANCH_IF = 0x0d;
const END = 0x0b;
/** block, loop, if, try, try_table: what an `end` ends. */
const CONSTRUCTS = new Set([0x02, LOOP, IF, 0x06, 0x1f]);

/** Of what a processor can't know of a branch, it still finds out a part by what happened before. */
const GUESSWORK = 0.4;

/**
 * What each instruction of a function costs each time that it runs, in rough cycles; `counts` says how often each did. A loop is
 * taken as the path that most of its rounds took, and what ran less than half as often as a path of its own.
 */
export function functionCosts(instructions: readonly Instruction[], counts: readonly number[]): number[] {
  const costs = new Array<number>(instructions.length).fill(0);
  for (const { again, members } of loopsOf(instructions)) {
    for (let left = members.filter((at) => counts[at]! > 0); left.length > 0; ) {
      const most = left.reduce((max, at) => Math.max(max, counts[at]!), 0);
      const path = left.filter((at) => counts[at]! * 2 >= most);
      left = left.filter((at) => counts[at]! * 2 < most);
      const steps = path.map((at) => ({ instruction: instructions[at]!, wrongGuesses: wrongGuesses(instructions[at]!, counts[at]!, counts[at + 1] ?? 0) }));
      for (const [index, cost] of pathCosts(steps, again).entries()) costs[path[index]!] = cost;
    }
  }
  return costs;
}

interface Loop {
  /** False of what stands in no loop. */
  readonly again: boolean;
  /** Positions of the instructions that stand in it and in no loop inside of it. */
  readonly members: readonly number[];
}

function loopsOf(instructions: readonly Instruction[]): Loop[] {
  const body: number[] = [];
  const loops: Loop[] = [{ again: false, members: body }];
  const open: number[][] = [body];
  for (const [at, { opcode }] of instructions.entries()) {
    if (opcode === LOOP) {
      const members: number[] = [];
      loops.push({ again: true, members });
      open.push(members);
    } else if (CONSTRUCTS.has(opcode)) open.push(open.at(-1) ?? body);
    (open.at(-1) ?? body).push(at);
    if (opcode === END) open.pop();
  }
  return loops;
}

/** Of a branch that `count` runs came to and of which `through` went on behind it, if its sides come in no order. */
function wrongGuesses({ opcode }: Instruction, count: number, through: number): number {
  if (opcode !== IF && opcode !== BRANCH_IF) return 0;
  const part = Math.min(1, through / count);
  return GUESSWORK * Math.min(part, 1 - part);
}
