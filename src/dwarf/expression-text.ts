import { DecodeError } from '../base/decode-error';
import type { Block } from './die';
import type { Operation } from './operations';
import { Op, readOperations } from './operations';
import type { UnitFormat } from './forms';

const WASM_KINDS = ['local', 'global', 'stack', 'global'];
const NAMES = new Map(Object.entries(Op).map(([name, code]) => [code as number, name]));

/**
 * A location as one short text: `fbreg 12`, `wasm local 3`, `memory 0x400`, `piece …`. Frame-relative and single
 * locations read plainly, anything else is the list of operations.
 */
export function locationText(block: Block | null | undefined, unit: UnitFormat & { addressAt(index: number): number }): string {
  if (!block || block.start === block.end) return 'optimised out';
  try {
    const operations = readOperations(block, unit);
    const words = operations.filter(({ code }) => code !== Op.stack_value).map((operation) => operationText(operation, unit));
    return operations.some(({ code }) => code === Op.piece || code === Op.bit_piece) ? `piece ${words.join(', ')}` : words.join(', ');
  } catch (error) {
    if (error instanceof DecodeError) return `unreadable: ${error.reason}`;
    throw error;
  }
}

/** True where evaluation can give at least a part of the value. */
export function isAvailable(block: Block | null | undefined, unit: UnitFormat): boolean {
  if (!block || block.start === block.end) return false;
  try {
    const operations = readOperations(block, unit);
    return operations.some(({ code }) => ![Op.piece, Op.bit_piece, Op.stack_value, Op.nop].some((other) => other === code)) && !operations.some(({ code }) => code === Op.entry_value || code === Op.implicit_pointer || code === Op.GNU_parameter_ref);
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function operationText(operation: Operation, unit: { addressAt(index: number): number }): string {
  const { code, operands, block } = operation;
  if (code === Op.WASM_location) return `wasm ${WASM_KINDS[Number(operands[0])]} ${operands[1]}`;
  if (code === Op.addr) return `memory 0x${operands[0]!.toString(16)}`;
  if (code === Op.addrx) return `memory 0x${unit.addressAt(Number(operands[0])).toString(16)}`;
  if (code >= Op.lit0 && code < Op.reg0) return `lit${code - Op.lit0}`;
  const name = NAMES.get(code) ?? `op 0x${code.toString(16)}`;
  return [name, ...operands.map(String), ...(block ? [`${block.end - block.start} bytes`] : [])].join(' ');
}
