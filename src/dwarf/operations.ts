import { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { Block } from './die';
import { readAddress, readUnsigned } from './forms';
import type { UnitFormat } from './forms';

/** DW_OP_* by name (DWARF 5, 7.7.1; Wasm's own 0xed from "DWARF for WebAssembly"). Ranges are by their first. */
export const Op = {
  addr: 0x03, deref: 0x06, const1u: 0x08, const1s: 0x09, const2u: 0x0a, const2s: 0x0b, const4u: 0x0c, const4s: 0x0d, const8u: 0x0e,
  const8s: 0x0f, constu: 0x10, consts: 0x11, dup: 0x12, drop: 0x13, over: 0x14, pick: 0x15, swap: 0x16, rot: 0x17, xderef: 0x18,
  abs: 0x19, and: 0x1a, div: 0x1b, minus: 0x1c, mod: 0x1d, mul: 0x1e, neg: 0x1f, not: 0x20, or: 0x21, plus: 0x22, plus_uconst: 0x23,
  shl: 0x24, shr: 0x25, shra: 0x26, xor: 0x27, bra: 0x28, eq: 0x29, ge: 0x2a, gt: 0x2b, le: 0x2c, lt: 0x2d, ne: 0x2e, skip: 0x2f,
  lit0: 0x30, reg0: 0x50, breg0: 0x70, regx: 0x90, fbreg: 0x91, bregx: 0x92, piece: 0x93, deref_size: 0x94, xderef_size: 0x95, nop: 0x96,
  push_object_address: 0x97, call2: 0x98, call4: 0x99, call_ref: 0x9a, form_tls_address: 0x9b, call_frame_cfa: 0x9c, bit_piece: 0x9d,
  implicit_value: 0x9e, stack_value: 0x9f, implicit_pointer: 0xa0, addrx: 0xa1, constx: 0xa2, entry_value: 0xa3, const_type: 0xa4,
  regval_type: 0xa5, deref_type: 0xa6, xderef_type: 0xa7, convert: 0xa8, reinterpret: 0xa9, GNU_push_tls_address: 0xe0,
  WASM_location: 0xed, GNU_uninit: 0xf0, GNU_implicit_pointer: 0xf2, GNU_entry_value: 0xf3, GNU_const_type: 0xf4, GNU_regval_type: 0xf5,
  GNU_deref_type: 0xf6, GNU_convert: 0xf7, GNU_reinterpret: 0xf9, GNU_parameter_ref: 0xfa, GNU_addr_index: 0xfb, GNU_const_index: 0xfc,
} as const;

/** The operand formats of each operation. `block` is a length and that many bytes, `short-block` has a length of one byte. */
type Operand = 'u1' | 's1' | 'u2' | 's2' | 'u4' | 's4' | 'u8' | 's8' | 'uleb' | 'sleb' | 'addr' | 'offset' | 'block' | 'short-block' | 'wasm';

const OPERANDS = new Map<number, readonly Operand[]>([
  [Op.addr, ['addr']], [Op.const1u, ['u1']], [Op.const1s, ['s1']], [Op.const2u, ['u2']], [Op.const2s, ['s2']], [Op.const4u, ['u4']],
  [Op.const4s, ['s4']], [Op.const8u, ['u8']], [Op.const8s, ['s8']], [Op.constu, ['uleb']], [Op.consts, ['sleb']], [Op.pick, ['u1']],
  [Op.plus_uconst, ['uleb']], [Op.bra, ['s2']], [Op.skip, ['s2']], [Op.regx, ['uleb']], [Op.fbreg, ['sleb']], [Op.bregx, ['uleb', 'sleb']],
  [Op.piece, ['uleb']], [Op.deref_size, ['u1']], [Op.xderef_size, ['u1']], [Op.call2, ['u2']], [Op.call4, ['u4']], [Op.call_ref, ['offset']],
  [Op.bit_piece, ['uleb', 'uleb']], [Op.implicit_value, ['block']], [Op.implicit_pointer, ['offset', 'sleb']], [Op.addrx, ['uleb']],
  [Op.constx, ['uleb']], [Op.entry_value, ['block']], [Op.const_type, ['uleb', 'short-block']], [Op.regval_type, ['uleb', 'uleb']],
  [Op.deref_type, ['u1', 'uleb']], [Op.xderef_type, ['u1', 'uleb']], [Op.convert, ['uleb']], [Op.reinterpret, ['uleb']],
  [Op.WASM_location, ['wasm']], [Op.GNU_implicit_pointer, ['offset', 'sleb']], [Op.GNU_entry_value, ['block']],
  [Op.GNU_const_type, ['uleb', 'short-block']], [Op.GNU_regval_type, ['uleb', 'uleb']], [Op.GNU_deref_type, ['u1', 'uleb']],
  [Op.GNU_convert, ['uleb']], [Op.GNU_reinterpret, ['uleb']], [Op.GNU_parameter_ref, ['u4']], [Op.GNU_addr_index, ['uleb']],
  [Op.GNU_const_index, ['uleb']],
]);

/** Operations without operands: everything standard that the table above does not name. */
function hasNoOperands(code: number): boolean {
  return (code >= Op.lit0 && code < Op.breg0) || (code >= Op.deref && code <= Op.push_object_address) || [Op.form_tls_address, Op.call_frame_cfa, Op.stack_value, Op.GNU_push_tls_address, Op.GNU_uninit].some((op) => op === code);
}

export interface Operation {
  readonly code: number;
  /** Where it stands in the section; jumps lead to such places. */
  readonly offset: number;
  readonly end: number;
  /** Numbers in the order written. WASM_location: kind and index. */
  readonly operands: readonly bigint[];
  readonly block: Block | null;
}

/** GNU's operations of DWARF 4 mean what DWARF 5 then gave a number. */
const STANDARD = new Map<number, number>([
  [Op.GNU_implicit_pointer, Op.implicit_pointer], [Op.GNU_entry_value, Op.entry_value], [Op.GNU_const_type, Op.const_type],
  [Op.GNU_regval_type, Op.regval_type], [Op.GNU_deref_type, Op.deref_type], [Op.GNU_convert, Op.convert], [Op.GNU_reinterpret, Op.reinterpret],
  [Op.GNU_addr_index, Op.addrx], [Op.GNU_const_index, Op.constx], [Op.GNU_push_tls_address, Op.form_tls_address],
]);

/** Decodes an expression (DWARF 5, 2.5). Throws DecodeError on an unknown operation: its length is unknown, too. */
export function readOperations(block: Block, unit: UnitFormat): Operation[] {
  const at = new ByteCursor('expression', block.bytes, block.start, block.end);
  const operations: Operation[] = [];
  while (!at.done) {
    if (operations.length >= LIMITS.dwarf.expressionSteps) throw at.error('expression too long');
    operations.push(readOperation(at, unit));
  }
  return operations;
}

function readOperation(at: ByteCursor, unit: UnitFormat): Operation {
  const offset = at.offset;
  const code = at.u8();
  const formats = code >= Op.breg0 && code < Op.regx ? (['sleb'] as const) : OPERANDS.get(code);
  if (!formats && !hasNoOperands(code)) throw at.error(`unknown operation 0x${code.toString(16)}`, offset);
  const operands: bigint[] = [];
  let block: Block | null = null;
  for (const format of formats ?? []) {
    if (format === 'wasm') operands.push(...readWasmLocation(at));
    else if (format === 'block' || format === 'short-block') block = readBlock(at, format === 'block' ? at.uleb() : at.u8());
    else operands.push(readOperand(at, format, unit));
  }
  return { code: STANDARD.get(code) ?? code, offset, end: at.offset, operands, block };
}

/** Kinds 0 local, 1 global, 2 operand stack (all LEB), 3 global as u32, so that linkers can patch it. */
function readWasmLocation(at: ByteCursor): [bigint, bigint] {
  const kind = at.u8();
  if (kind > 3) throw at.error(`unknown Wasm location kind ${kind}`, at.offset - 1);
  return [BigInt(kind), BigInt(kind === 3 ? at.u32() : at.uleb())];
}

function readBlock(at: ByteCursor, size: number): Block {
  const start = at.advance(size);
  return { bytes: at.bytes, start, end: start + size };
}

function readOperand(at: ByteCursor, format: Exclude<Operand, 'wasm' | 'block' | 'short-block'>, unit: UnitFormat): bigint {
  switch (format) {
    case 'uleb':
      return at.uleb64();
    case 'sleb':
      return at.sleb64();
    case 'addr':
      return BigInt(readAddress(at, unit.addressSize));
    case 'offset':
      return BigInt(readUnsigned(at, unit.version <= 2 ? unit.addressSize : unit.offsetSize));
    case 'u8':
      return at.u64();
    case 's8':
      return BigInt.asIntN(64, at.u64());
    default: {
      const size = Number(format[1]);
      const value = BigInt(readUnsigned(at, size));
      return format.startsWith('s') ? BigInt.asIntN(size * 8, value) : value;
    }
  }
}
