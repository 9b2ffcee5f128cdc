import type { ByteCursor } from '../base/byte-cursor';
import type { ValueType } from './module';

/** Number, vector and packed types (Wasm 3.0, 5.3.1, 5.3.2, 5.3.8). */
const PLAIN = new Map<number, ValueType>([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x78, 'i8'],
  [0x77, 'i16'],
]);

/** Abstract heap types with the short form of their nullable reference (Wasm 3.0, 5.3.3 and 5.3.4; `cont` of stack switching). */
const ABSTRACT = new Map<number, { readonly heap: string; readonly reference: ValueType }>([
  [0x75, { heap: 'nocont', reference: 'nullcontref' }],
  [0x74, { heap: 'noexn', reference: 'nullexnref' }],
  [0x73, { heap: 'nofunc', reference: 'nullfuncref' }],
  [0x72, { heap: 'noextern', reference: 'nullexternref' }],
  [0x71, { heap: 'none', reference: 'nullref' }],
  [0x70, { heap: 'func', reference: 'funcref' }],
  [0x6f, { heap: 'extern', reference: 'externref' }],
  [0x6e, { heap: 'any', reference: 'anyref' }],
  [0x6d, { heap: 'eq', reference: 'eqref' }],
  [0x6c, { heap: 'i31', reference: 'i31ref' }],
  [0x6b, { heap: 'struct', reference: 'structref' }],
  [0x6a, { heap: 'array', reference: 'arrayref' }],
  [0x69, { heap: 'exn', reference: 'exnref' }],
  [0x68, { heap: 'cont', reference: 'contref' }],
]);

/** Custom descriptors: the very type, none of its subtypes. */
const EXACT = 0x62;
const SHARED = 0x65;
const NULLABLE = 0x63;
const NON_NULLABLE = 0x64;
/** Empty block type (5.4.1). */
const EMPTY_BLOCK = 0x40;

/** A value, packed or reference type as text. */
export function readValueType(at: ByteCursor): ValueType {
  const start = at.offset;
  const code = at.u8();
  const plain = PLAIN.get(code) ?? ABSTRACT.get(code)?.reference;
  if (plain !== undefined) return plain;
  if (code === NULLABLE) return `(ref null ${readHeapType(at)})`;
  if (code === NON_NULLABLE) return `(ref ${readHeapType(at)})`;
  if (code === SHARED) return `(ref null ${sharedHeap(at)})`;
  throw at.error(`unknown value type 0x${code.toString(16)}`, start);
}

/** An abstract heap type's name or a type index, as text. */
export function readHeapType(at: ByteCursor): string {
  const start = at.offset;
  const code = at.bytes[start] ?? 0;
  if (code === SHARED && at.remaining > 0) {
    at.offset++;
    return sharedHeap(at);
  }
  if (code === EXACT && at.remaining > 0) {
    at.offset++;
    return `(exact ${at.uleb32()})`;
  }
  const index = at.sleb32();
  if (index >= 0) return String(index);
  const abstract = ABSTRACT.get(code);
  if (!abstract) throw at.error(`unknown heap type 0x${code.toString(16)}`, start);
  return abstract.heap;
}

function sharedHeap(at: ByteCursor): string {
  const start = at.offset;
  const abstract = ABSTRACT.get(at.u8());
  if (!abstract) throw at.error('unknown shared heap type', start);
  return `(shared ${abstract.heap})`;
}

/** What a block takes and gives (5.4.1): nothing, one result, or a function type by index. */
export type BlockType = { readonly typeIndex: number } | { readonly result: ValueType | null };

export function readBlockType(at: ByteCursor): BlockType {
  const start = at.offset;
  const first = at.bytes[start];
  if (first === EMPTY_BLOCK && at.remaining > 0) {
    at.offset++;
    return { result: null };
  }
  // A single byte with the LEB sign bit is a value type, anything else a type index of 33 signed bits.
  if (first !== undefined && (first & 0xc0) === 0x40) return { result: readValueType(at) };
  const typeIndex = at.sleb32();
  if (typeIndex < 0) throw at.error('unknown block type', start);
  return { typeIndex };
}

/** The one byte of a type that has no index: the ones that a rewriter adds. */
export function encodeValueType(type: ValueType): number {
  for (const [code, name] of PLAIN) if (name === type) return code;
  for (const [code, { reference }] of ABSTRACT) if (reference === type) return code;
  throw new Error(`no one-byte encoding for type ${type}`);
}
