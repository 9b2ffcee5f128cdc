import type { ByteCursor } from '../base/byte-cursor';
import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import { LIMITS } from '../base/limits';
import type { ValueType } from './module';
import type { ImmediateKind, Opcode } from './opcodes';
import { OPCODES } from './opcodes';
import type { BlockType } from './value-type';
import { readBlockType, readHeapType, readValueType } from './value-type';

/** One decoded instruction; `[offset, end)` are its bytes in the module. */
export interface Instruction {
  readonly offset: ModuleOffset;
  readonly end: ModuleOffset;
  /** One byte, or `prefix << 16 | sub-opcode`. */
  readonly opcode: number;
  readonly mnemonic: string;
  readonly immediates: readonly Immediate[];
}

export type IndexKind = Extract<
  ImmediateKind,
  'label' | 'function' | 'type' | 'table' | 'local' | 'global' | 'memory' | 'tag' | 'field' | 'count' | 'data' | 'element' | 'lane' | 'zero' | 'ordering'
>;

export type Immediate =
  | { readonly kind: IndexKind; readonly value: number }
  | { readonly kind: 'i32'; readonly value: number }
  | { readonly kind: 'i64'; readonly value: bigint }
  /** Raw bits: a JS number would lose a NaN's payload. */
  | { readonly kind: 'f32'; readonly bits: number }
  | { readonly kind: 'f64'; readonly bits: bigint }
  | { readonly kind: 'bytes' | 'lanes'; readonly value: Uint8Array }
  | { readonly kind: 'memarg'; readonly memory: number; readonly alignBytes: number; readonly offset: bigint }
  | { readonly kind: 'block'; readonly type: BlockType }
  | { readonly kind: 'labels'; readonly value: readonly number[] }
  | { readonly kind: 'types'; readonly value: readonly ValueType[] }
  | { readonly kind: 'heap'; readonly value: string }
  | { readonly kind: 'reference'; readonly heap: string; readonly nullable: boolean }
  | { readonly kind: 'cast'; readonly label: number; readonly from: ReferenceType; readonly to: ReferenceType }
  | { readonly kind: 'clauses'; readonly value: readonly Clause[] };

export interface ReferenceType {
  readonly heap: string;
  readonly nullable: boolean;
}

/** A clause of `try_table` (`catch`, `catch_ref`, …) or of `resume` (`on`); null where it names no tag or label. */
export interface Clause {
  readonly keyword: 'catch' | 'catch_ref' | 'catch_all' | 'catch_all_ref' | 'on' | 'on-switch';
  readonly tag: number | null;
  readonly label: number | null;
}

/** First byte of a two-part opcode (Wasm 3.0, 5.4). */
const FIRST_PREFIX = 0xfb;
const LAST_PREFIX = 0xfe;
/** A memarg whose alignment has this bit set names its memory (5.4.6). */
const MEMARG_HAS_MEMORY = 0x40;

const READERS: Record<ImmediateKind, (at: ByteCursor) => Immediate> = {
  block: (at) => ({ kind: 'block', type: readBlockType(at) }),
  label: (at) => index('label', at),
  labels: (at) => ({ kind: 'labels', value: [...list(at, () => at.uleb32()), at.uleb32()] }),
  function: (at) => index('function', at),
  type: (at) => index('type', at),
  table: (at) => index('table', at),
  types: (at) => ({ kind: 'types', value: list(at, () => readValueType(at)) }),
  catches: (at) => ({ kind: 'clauses', value: list(at, () => readCatch(at)) }),
  handlers: (at) => ({ kind: 'clauses', value: list(at, () => readHandler(at)) }),
  local: (at) => index('local', at),
  global: (at) => index('global', at),
  memory: (at) => index('memory', at),
  memarg: readMemarg,
  i32: (at) => ({ kind: 'i32', value: at.sleb32() }),
  i64: (at) => ({ kind: 'i64', value: at.sleb64() }),
  f32: (at) => ({ kind: 'f32', bits: at.u32() }),
  f64: (at) => ({ kind: 'f64', bits: at.u64() }),
  heap: (at) => ({ kind: 'heap', value: readHeapType(at) }),
  reference: (at) => ({ kind: 'reference', heap: readHeapType(at), nullable: false }),
  'reference-null': (at) => ({ kind: 'reference', heap: readHeapType(at), nullable: true }),
  cast: readCast,
  tag: (at) => index('tag', at),
  field: (at) => index('field', at),
  count: (at) => index('count', at),
  data: (at) => index('data', at),
  element: (at) => index('element', at),
  bytes: (at) => ({ kind: 'bytes', value: at.take(16) }),
  lanes: (at) => ({ kind: 'lanes', value: at.take(16) }),
  lane: (at) => ({ kind: 'lane', value: at.u8() }),
  zero: (at) => ({ kind: 'zero', value: at.u8() }),
  ordering: (at) => ({ kind: 'ordering', value: at.u8() }),
};

/** Kinds that need not be understood to be stepped over; the others are read. */
const SKIPPERS: Record<ImmediateKind, (at: ByteCursor) => unknown> = {
  ...READERS,
  ...Object.fromEntries((['label', 'function', 'type', 'table', 'local', 'global', 'memory', 'i32', 'i64'] as const).map((kind) => [kind, (at: ByteCursor) => at.skipLeb()])),
  f32: (at) => at.advance(4),
  f64: (at) => at.advance(8),
  memarg: (at) => {
    if (at.uleb32() & MEMARG_HAS_MEMORY) at.skipLeb();
    at.skipLeb();
  },
};

/** Reads one instruction. Throws DecodeError on an unknown opcode or a cut one, with its place. */
export function readInstruction(at: ByteCursor): Instruction {
  const offset = moduleOffset(at.offset);
  const { code, mnemonic, immediates } = readOpcode(at);
  const values = immediates.map((kind) => READERS[kind](at));
  return { offset, end: moduleOffset(at.offset), opcode: code, mnemonic, immediates: values };
}

/** Steps over one instruction and returns its opcode: a walk over a whole module makes no objects. */
export function skipInstruction(at: ByteCursor): number {
  const { code, immediates } = readOpcode(at);
  for (const kind of immediates) SKIPPERS[kind](at);
  return code;
}

function readOpcode(at: ByteCursor): Opcode {
  const offset = at.offset;
  const first = at.u8();
  const opcode = first >= FIRST_PREFIX && first <= LAST_PREFIX ? first * 0x10000 + at.uleb32() : first;
  const row = OPCODES.get(opcode);
  if (!row) throw at.error(`unknown opcode ${opcodeText(opcode)}`, offset);
  return row;
}

/** `0x27`, and with a prefix `0xfb 0x7f`. */
export function opcodeText(opcode: number): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
  return opcode > 0xff ? `${hex(Math.floor(opcode / 0x10000))} ${hex(opcode % 0x10000)}` : hex(opcode);
}

/** Instructions up to and with the `end` that closes the expression (5.4.9). */
export function readExpression(at: ByteCursor): Instruction[] {
  const instructions: Instruction[] = [];
  for (let depth = 1; depth > 0; ) {
    const instruction = readInstruction(at);
    depth += nestingChange(instruction.opcode);
    instructions.push(instruction);
  }
  return instructions;
}

/** +1 where an instruction opens a block, -1 where it closes one (`delegate` closes its `try`). */
export function nestingChange(opcode: number): -1 | 0 | 1 {
  switch (opcode) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x06:
    case 0x1f:
      return 1;
    case 0x0b:
    case 0x18:
      return -1;
    default:
      return 0;
  }
}

function index(kind: IndexKind, at: ByteCursor): Immediate {
  return { kind, value: at.uleb32() };
}

function list<Item>(at: ByteCursor, read: () => Item): Item[] {
  const start = at.offset;
  const count = at.uleb32();
  if (count > at.remaining || count > LIMITS.wasm.functions) throw at.error(`count ${count} is larger than what is left`, start);
  const items: Item[] = [];
  for (let item = 0; item < count; item++) items.push(read());
  return items;
}

function readMemarg(at: ByteCursor): Immediate {
  const start = at.offset;
  const flags = at.uleb32();
  const memory = flags & MEMARG_HAS_MEMORY ? at.uleb32() : 0;
  const exponent = flags & ~MEMARG_HAS_MEMORY;
  if (exponent > 31) throw at.error('alignment too large', start);
  return { kind: 'memarg', memory, alignBytes: 2 ** exponent, offset: at.uleb64() };
}

/** `br_on_cast` (5.4.3): bit 0 of the flags makes the source nullable, bit 1 the target. */
function readCast(at: ByteCursor): Immediate {
  const flags = at.u8();
  const label = at.uleb32();
  const from = { heap: readHeapType(at), nullable: (flags & 1) !== 0 };
  const to = { heap: readHeapType(at), nullable: (flags & 2) !== 0 };
  return { kind: 'cast', label, from, to };
}

const CATCHES = ['catch', 'catch_ref', 'catch_all', 'catch_all_ref'] as const;

function readCatch(at: ByteCursor): Clause {
  const start = at.offset;
  const code = at.u8();
  const keyword = CATCHES[code];
  if (!keyword) throw at.error(`unknown catch clause 0x${code.toString(16)}`, start);
  return { keyword, tag: code < 2 ? at.uleb32() : null, label: at.uleb32() };
}

function readHandler(at: ByteCursor): Clause {
  const start = at.offset;
  const code = at.u8();
  if (code > 1) throw at.error(`unknown handler 0x${code.toString(16)}`, start);
  const tag = at.uleb32();
  return code === 0 ? { keyword: 'on', tag, label: at.uleb32() } : { keyword: 'on-switch', tag, label: null };
}
