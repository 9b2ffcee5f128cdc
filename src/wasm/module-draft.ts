import { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { FunctionTable } from './function-table';
import type {
  ConstantExpression, DataSegment, ElementSegment, ExternKind, FunctionType, GlobalType, MemoryType, TableType, WasmImport, WasmSection,
} from './module';

/** What the section readers fill. Each pushes item by item, so a damaged section leaves what stood before the damage. */
export class ModuleDraft {
  readonly sections: WasmSection[] = [];
  readonly types: (FunctionType | undefined)[] = [];
  readonly imports: WasmImport[] = [];
  /** Type index of each function that the module defines. */
  functionTypes = new Uint32Array();
  readonly tables: TableType[] = [];
  readonly memories: MemoryType[] = [];
  readonly globals: GlobalType[] = [];
  readonly globalInitialisers: ConstantExpression[] = [];
  readonly tags: number[] = [];
  readonly elements: ElementSegment[] = [];
  readonly data: DataSegment[] = [];
  startFunction: number | null = null;
  readonly importCounts: Record<ExternKind, number> = { func: 0, table: 0, memory: 0, global: 0, tag: 0 };
  readonly problems: DecodeError[] = [];
  functions = new FunctionTable(0, [], new ByteCursor('code', new Uint8Array()), 0, this.problems);
}

/** Reads the whole payload of one known section into the draft. Throws DecodeError where it is damaged. */
export type SectionReader = (at: ByteCursor, draft: ModuleDraft) => void;

/** A count and that many items. An item takes a byte at least, so the count is bounded by the bytes left. */
export function readVector(at: ByteCursor, limit: number, readItem: (index: number, count: number) => void): void {
  const count = readCount(at, limit);
  for (let index = 0; index < count; index++) readItem(index, count);
}

export function readCount(at: ByteCursor, limit: number): number {
  const start = at.offset;
  const count = at.uleb32();
  if (count > limit) throw at.error(`${count} entries, more than the limit of ${limit}`, start);
  return count;
}

export function readName(at: ByteCursor, maxBytes: number): string {
  const start = at.offset;
  const size = at.uleb32();
  if (size > maxBytes) throw at.error(`name of ${size} bytes`, start);
  return at.text(size);
}
