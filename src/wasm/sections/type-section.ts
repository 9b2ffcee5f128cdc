import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import type { FunctionType, ValueType } from '../module';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readHeapType, readValueType } from '../value-type';

/** Type section (Wasm 3.0, 5.5.4; recursive groups 5.3.10). Only function types are kept: others leave `undefined`. */
export const readTypeSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.types, () => {
    if (peek(at) !== RECURSIVE_GROUP) return void draft.types.push(readSubType(at));
    at.offset++;
    readVector(at, LIMITS.wasm.types, () => draft.types.push(readSubType(at)));
  });
};

const RECURSIVE_GROUP = 0x4e;
const SUB_FINAL = 0x4f;
const SUB = 0x50;
const SHARED = 0x65;
/** Custom descriptors: which type this one describes, and which one describes it. */
const DESCRIBES = 0x4c;
const DESCRIPTOR = 0x4d;

function readSubType(at: ByteCursor): FunctionType | undefined {
  if (peek(at) === SUB || peek(at) === SUB_FINAL) {
    at.offset++;
    readVector(at, LIMITS.wasm.types, () => at.uleb32());
  }
  if (peek(at) === SHARED) at.offset++;
  for (const clause of [DESCRIBES, DESCRIPTOR]) {
    if (peek(at) !== clause) continue;
    at.offset++;
    at.uleb32();
  }
  const start = at.offset;
  const form = at.u8();
  switch (form) {
    case 0x60:
      return { params: readResultType(at), results: readResultType(at) };
    case 0x5f:
      readVector(at, LIMITS.wasm.types, () => readFieldType(at));
      return undefined;
    case 0x5e:
      readFieldType(at);
      return undefined;
    case 0x5d:
      readHeapType(at);
      return undefined;
    default:
      throw at.error(`unknown type form 0x${form.toString(16)}`, start);
  }
}

function readResultType(at: ByteCursor): ValueType[] {
  const types: ValueType[] = [];
  readVector(at, LIMITS.wasm.locals, () => types.push(readValueType(at)));
  return types;
}

function readFieldType(at: ByteCursor): void {
  readValueType(at);
  at.u8();
}

function peek(at: ByteCursor): number | undefined {
  return at.done ? undefined : at.bytes[at.offset];
}
