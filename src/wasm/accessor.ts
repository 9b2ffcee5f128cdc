import { decodeBody } from './function-body';
import type { Instruction } from './instructions';
import type { WasmModule } from './module';

const OPCODE = { unreachable: 0x00, loop: 0x03, brTable: 0x0e, call: 0x10, globalGet: 0x23 } as const;
/** `i32.load` to `i64.load32_u`, `i32.store` to `i64.store32` (Wasm 3.0, 5.4.6). */
const isLoad = ({ opcode }: Instruction): boolean => opcode >= 0x28 && opcode <= 0x35;
const isStore = ({ opcode }: Instruction): boolean => opcode >= 0x36 && opcode <= 0x3e;
/** Unoptimised code spells out more; a function beyond this computes something. */
const MOST_INSTRUCTIONS = 120;

/**
 * Whether all that an exported function does is to give or take one value of memory that its arguments choose: no loop,
 * no call but of what never returns (a bounds check that fails). Judged by its code; null where it is anything else.
 */
export function accessorKind(module: WasmModule, exportName: string): 'read' | 'write' | null {
  const index = module.exports.find(({ kind, name }) => kind === 'func' && name === exportName)?.index;
  const fn = index === undefined ? undefined : module.functions[index - module.importedFunctionCount];
  const type = fn && module.types[fn.typeIndex];
  if (!fn || !type) return null;
  const { instructions, problem } = decodeBody(module, fn);
  if (problem || instructions.length > MOST_INSTRUCTIONS || !isStraight(instructions)) return null;
  const keepsFrame = instructions.some(({ opcode }) => opcode === OPCODE.globalGet);
  const loads = instructions.filter(isLoad).length;
  const stores = instructions.filter(isStore).length;
  if (type.results.length === 1 && type.params.length >= 1) return loads > 0 && (stores === 0 || keepsFrame) ? 'read' : null;
  if (type.results.length === 0 && type.params.length >= 2) return stores > 0 ? 'write' : null;
  return null;
}

function isStraight(instructions: readonly Instruction[]): boolean {
  return instructions.every(({ opcode }, at) => {
    if (opcode === OPCODE.loop || opcode === OPCODE.brTable || (opcode > OPCODE.call && opcode <= 0x15)) return false;
    return opcode !== OPCODE.call || instructions[at + 1]?.opcode === OPCODE.unreachable;
  });
}
