import type { ByteCursor } from '../../base/byte-cursor';
import type { ExternKind, GlobalType, MemoryType, TableType } from '../module';
import { readValueType } from '../value-type';

const KINDS: readonly ExternKind[] = ['func', 'table', 'memory', 'global', 'tag'];

/** Custom descriptors: a function of exactly its type. */
const EXACT_FUNCTION = 0x20;

/** The kind of an import or export (Wasm 3.0, 5.3.16). */
export function readExternKind(at: ByteCursor): ExternKind {
  const start = at.offset;
  const code = at.u8();
  const kind = code === EXACT_FUNCTION ? 'func' : KINDS[code];
  if (kind === undefined) throw at.error(`unknown import or export kind 0x${code.toString(16)}`, start);
  return kind;
}

/** Limits (5.3.12), with the flags of threads and custom page sizes. */
interface Limits {
  readonly minimum: number;
  readonly maximum: number | null;
  readonly shared: boolean;
  readonly is64: boolean;
  readonly pageSizeBytes: number;
}

const HAS_MAXIMUM = 1;
const IS_SHARED = 2;
const IS_64 = 4;
const HAS_PAGE_SIZE = 8;
const DEFAULT_PAGE_BYTES = 65_536;

function readLimits(at: ByteCursor): Limits {
  const start = at.offset;
  const flags = at.u8();
  if (flags > 15) throw at.error(`unknown limits flags 0x${flags.toString(16)}`, start);
  const is64 = (flags & IS_64) !== 0;
  const bound = (): number => (is64 ? Number(at.uleb64()) : at.uleb32());
  return {
    minimum: bound(),
    maximum: flags & HAS_MAXIMUM ? bound() : null,
    shared: (flags & IS_SHARED) !== 0,
    is64,
    pageSizeBytes: flags & HAS_PAGE_SIZE ? 2 ** Math.min(at.uleb32(), 64) : DEFAULT_PAGE_BYTES,
  };
}

export function readTableType(at: ByteCursor): TableType {
  const element = readValueType(at);
  const { minimum, maximum, is64 } = readLimits(at);
  return { element, initial: minimum, maximum, is64, initialiser: null };
}

export function readMemoryType(at: ByteCursor): MemoryType {
  const { minimum, maximum, shared, is64, pageSizeBytes } = readLimits(at);
  return { initialPages: minimum, maximumPages: maximum, shared, is64, pageSizeBytes };
}

export function readGlobalType(at: ByteCursor): GlobalType {
  return { type: readValueType(at), mutable: (at.u8() & 1) !== 0 };
}

/** The type index of a tag, past its attribute byte (5.3.15). */
export function readTagType(at: ByteCursor): number {
  at.u8();
  return at.uleb32();
}
