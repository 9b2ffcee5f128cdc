import { ByteWriter } from '../../base/byte-writer';
import type { ValueType } from '../module';
import type { ImmediateKind, Opcode } from '../opcodes';
import { OPCODES } from '../opcodes';
import { encodeValueType } from '../value-type';

/**
 * One instruction: its mnemonic and its immediates in the order of the binary format. A memarg is two numbers,
 * the exponent of its alignment and its offset; a block type is a value type's name, '' for none, or a type index.
 */
export type Assembly = readonly [mnemonic: string, ...immediates: readonly (number | bigint | ValueType)[]];

/** Bytes of instructions. Unknown mnemonics and missing immediates are our own bugs and throw. */
export function assemble(instructions: readonly Assembly[]): Uint8Array {
  const out = new ByteWriter();
  for (const [mnemonic, ...immediates] of instructions) {
    const row = BY_MNEMONIC.get(mnemonic);
    if (!row) throw new Error(`unknown instruction ${mnemonic}`);
    writeOpcode(out, row.code);
    for (const kind of row.immediates) writeImmediate(out, kind, immediates);
    if (immediates.length > 0) throw new Error(`${mnemonic}: ${immediates.length} immediates too many`);
  }
  return out.finish();
}

/** Local declarations, as they open a body: each run is a count and a type. */
export function assembleLocals(...runs: readonly (readonly [count: number, type: ValueType])[]): Uint8Array {
  const out = new ByteWriter().uleb(runs.length);
  for (const [count, type] of runs) out.uleb(count).u8(encodeValueType(type));
  return out.finish();
}

/** Of two opcodes with one name (`select` with and without types) the first, shorter one. */
const BY_MNEMONIC = new Map<string, Opcode>();
for (const row of OPCODES.values()) if (!BY_MNEMONIC.has(row.mnemonic)) BY_MNEMONIC.set(row.mnemonic, row);

const EMPTY_BLOCK = 0x40;

function writeOpcode(out: ByteWriter, code: number): void {
  if (code > 0xff) out.u8(code >>> 16).uleb(code & 0xffff);
  else out.u8(code);
}

function writeImmediate(out: ByteWriter, kind: ImmediateKind, immediates: (number | bigint | ValueType)[]): void {
  const next = (): number | bigint => {
    const value = immediates.shift();
    if (typeof value !== 'number' && typeof value !== 'bigint') throw new Error(`a number is wanted for ${kind}`);
    return value;
  };
  switch (kind) {
    case 'i32':
    case 'i64':
      return void out.sleb(next());
    case 'memarg':
      return void out.uleb(next()).uleb(next());
    case 'block': {
      const type = immediates.shift();
      if (typeof type === 'string') out.u8(type === '' ? EMPTY_BLOCK : encodeValueType(type));
      else out.sleb(type ?? 0);
      return;
    }
    case 'label': case 'function': case 'type': case 'table': case 'local': case 'global': case 'memory': case 'tag': case 'data': case 'element':
      return void out.uleb(next());
    default:
      throw new Error(`no way to assemble an immediate of kind ${kind}`);
  }
}
