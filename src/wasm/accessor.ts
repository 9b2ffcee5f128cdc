import { forwardedBy } from './forwarding';
import { decodeBody } from './function-body';
import type { Instruction } from './instructions';
import type { WasmModule } from './module';

const OPCODE = { unreachable: 0x00, loop: 0x03, end: 0x0b, brTable: 0x0e, call: 0x10, callIndirect: 0x11, returnCallRef: 0x15, localGet: 0x20, localSet: 0x21, localTee: 0x22, globalGet: 0x23, add: 0x6a, sub: 0x6b } as const;
/** `i32.load` to `i64.load32_u`, `i32.store` to `i64.store32` (Wasm 3.0, 5.4.6). */
const isLoad = ({ opcode }: Instruction): boolean => opcode >= 0x28 && opcode <= 0x35;
const isStore = ({ opcode }: Instruction): boolean => opcode >= 0x36 && opcode <= 0x3e;
/** Unoptimised code spells out more; a function beyond this computes something. */
const MOST_INSTRUCTIONS = 120;
/** Functions that only call on are followed so far. */
const FORWARDINGS = 3;

/**
 * Whether all that an exported function does is to give or take one value of memory that its arguments choose: no loop,
 * no call but of what never returns (a bounds check that fails). Judged by its code; null where it is anything else.
 */
export function accessorKind(module: WasmModule, exportName: string): 'read' | 'write' | null {
  const exported = module.exports.find(({ kind, name }) => kind === 'func' && name === exportName);
  return exported ? kindOf(module, exported.index, FORWARDINGS) : null;
}

function kindOf(module: WasmModule, index: number, forwardings: number): 'read' | 'write' | null {
  const fn = module.functions.withIndex(index);
  const type = fn && module.types[fn.typeIndex];
  if (!fn || !type) return null;
  const { instructions, problem } = decodeBody(module, fn);
  const forwardedTo = forwardings > 0 ? forwardedBy(module, type.params.length, instructions) : null;
  if (forwardedTo !== null) return kindOf(module, forwardedTo, forwardings - 1);
  if (problem || instructions.length > MOST_INSTRUCTIONS || !isStraight(instructions)) return null;
  const frame = frameLocals(instructions);
  const isFrame = (at: Instruction | undefined): boolean => at?.opcode === OPCODE.localGet && frame.has(indexOf(at));
  const loads = instructions.filter((each, at) => isLoad(each) && !isFrame(instructions[at - 1])).length;
  const stores = instructions.filter((each, at) => isStore(each) && !isFrame(instructions[at - 2])).length;
  if (type.results.length === 1 && type.params.length >= 1) return loads > 0 && stores === 0 ? 'read' : null;
  if (type.results.length === 0 && type.params.length >= 2) return stores > 0 ? 'write' : null;
  return null;
}

/** Locals that hold the stack pointer or an address of the frame below it: unoptimised code keeps its variables there. */
function frameLocals(instructions: readonly Instruction[]): ReadonlySet<number> {
  const frame = new Set<number>();
  for (const [at, each] of instructions.entries()) {
    if (each.opcode !== OPCODE.localSet && each.opcode !== OPCODE.localTee) continue;
    const [before, ...operands] = [1, 2, 3].map((back) => instructions[at - back]);
    const moved = before?.opcode === OPCODE.add || before?.opcode === OPCODE.sub;
    const fromFrame = operands.some((operand) => operand?.opcode === OPCODE.globalGet || (operand?.opcode === OPCODE.localGet && frame.has(indexOf(operand))));
    if (before?.opcode === OPCODE.globalGet || (moved && fromFrame)) frame.add(indexOf(each));
  }
  return frame;
}

function indexOf({ immediates }: Instruction): number {
  const [first] = immediates;
  return first?.kind === 'local' ? first.value : -1;
}

function isStraight(instructions: readonly Instruction[]): boolean {
  return instructions.every(({ opcode }, at) => {
    if (opcode === OPCODE.loop || opcode === OPCODE.brTable || (opcode >= OPCODE.callIndirect && opcode <= OPCODE.returnCallRef)) return false;
    return opcode !== OPCODE.call || instructions[at + 1]?.opcode === OPCODE.unreachable;
  });
}
