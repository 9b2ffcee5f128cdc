import { ByteWriter } from '../../../src/base/byte-writer';
import { At, Form, Tag } from '../../../src/dwarf/constants';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { readModule } from '../../../src/wasm/read-module';
import { bytesOf, text, uleb, withLength } from '../dwarf/build-dwarf';

/** A value's bytes; or the entry that a reference of four bytes leads to, by its label in the same unit. */
export type Field = readonly [attribute: number, form: number, value: readonly number[] | string];

export interface Entry {
  readonly tag: number;
  readonly fields?: readonly Field[];
  readonly children?: readonly Entry[];
  readonly label?: string;
}

export const nameOf = (name: string): Field => [At.name, Form.string, text(name)];
export const typeOf = (label: string): Field => [At.type, Form.ref4, label];

/** Every function of these modules has so many bytes: no locals, nothing but `nop`. */
export const BODY_SIZE = 20;
const BODY = [0, ...Array.from({ length: BODY_SIZE - 2 }, () => 1), 0x0b];

/** Where a function's body stands, as DWARF counts. */
export function bodyStart(functionCount: number, index: number): number {
  return uleb(functionCount).length + index * (BODY_SIZE + 1) + 1;
}

/** The subprogram of a function. */
export function functionEntry(functionCount: number, index: number, fields: readonly Field[] = [], children: readonly Entry[] = []): Entry {
  const place: Field[] = [[At.low_pc, Form.addr, bytesOf(bodyStart(functionCount, index), 4)], [At.high_pc, Form.data4, bytesOf(BODY_SIZE, 4)]];
  return { tag: Tag.subprogram, fields: [...place, ...fields], children };
}

export function unitEntry(children: readonly Entry[], fields: readonly Field[] = []): Entry {
  return { tag: Tag.compile_unit, fields: [[At.language, Form.data1, [0x21]], ...fields], children };
}

/** A module of that many functions, with whatever debug sections. */
export function debugModule(functionCount: number, sections: Readonly<Record<string, Uint8Array | readonly number[]>>): Uint8Array {
  const out = new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).bytes([1, 4, 1, 0x60, 0, 0]);
  const section = (id: number, content: ByteWriter): void => void out.u8(id).uleb(content.size).bytes(content.finish());
  section(3, new ByteWriter().uleb(functionCount).bytes(new Uint8Array(functionCount)));
  const code = new ByteWriter().uleb(functionCount);
  for (let index = 0; index < functionCount; index++) code.u8(BODY_SIZE).bytes(BODY);
  section(10, code);
  for (const [name, bytes] of Object.entries(sections)) section(0, new ByteWriter().name(name).bytes(bytes));
  return out.finish();
}

export function open(functionCount: number, sections: Readonly<Record<string, Uint8Array | readonly number[]>>): Promise<ModuleSymbols> {
  return openSymbols(readModule(debugModule(functionCount, sections)));
}

/** `.debug_info` and `.debug_abbrev` of DWARF 5 for units given as trees. */
export function dwarfOf(...units: readonly Entry[]): { '.debug_info': Uint8Array; '.debug_abbrev': Uint8Array } {
  const codes = new Map<string, number>();
  const abbrev = new ByteWriter();
  const info = new ByteWriter();
  for (const unit of units) info.bytes(withLengthOf(unitBytes(unit, (entry) => codeOf(entry, codes, abbrev))));
  return { '.debug_info': info.finish(), '.debug_abbrev': abbrev.u8(0).finish() };
}

function withLengthOf(body: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(bytesOf(body.length, 4)).bytes(body).finish();
}

const HEADER_SIZE = 12;

function unitBytes(root: Entry, codeFor: (entry: Entry) => number): Uint8Array {
  const out = new ByteWriter().bytes([...bytesOf(5, 2), 1, 4, ...bytesOf(0, 4)]);
  const labels = new Map<string, number>();
  const references: { at: number; label: string }[] = [];
  // Not by recursion: some trees are deep.
  const work: (Entry | 'end')[] = [root];
  for (let entry = work.pop(); entry !== undefined; entry = work.pop()) {
    if (entry === 'end') {
      out.u8(0);
      continue;
    }
    if (entry.label !== undefined) labels.set(entry.label, out.size + 4);
    out.uleb(codeFor(entry));
    for (const [, , value] of entry.fields ?? []) {
      if (typeof value === 'string') references.push({ at: out.size, label: value });
      out.bytes(typeof value === 'string' ? [0, 0, 0, 0] : value);
    }
    if (entry.children) work.push('end', ...[...entry.children].reverse());
  }
  const bytes = out.finish();
  for (const { at, label } of references) bytes.set(bytesOf(labels.get(label)!, 4), at);
  return bytes;
}

function codeOf({ tag, fields = [], children }: Entry, codes: Map<string, number>, abbrev: ByteWriter): number {
  const shape = [...uleb(tag), children ? 1 : 0, ...fields.flatMap(([attribute, form]) => [...uleb(attribute), ...uleb(form)]), 0, 0];
  const known = codes.get(shape.join());
  if (known !== undefined) return known;
  codes.set(shape.join(), codes.size + 1);
  abbrev.uleb(codes.size).bytes(shape);
  return codes.size;
}

/** A DWARF 5 line table; files by `[path]`, the first twice as compilers write it. */
export function lineTable(program: readonly number[] | Uint8Array, files: readonly string[] = ['a.c']): Uint8Array {
  const names = [files[0]!, ...files].flatMap((file) => text(file));
  const afterLength = [1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, Form.string, 1, ...text('/src'), 1, 1, Form.string, ...uleb(files.length + 1), ...names];
  const body = new ByteWriter().bytes([...bytesOf(5, 2), 4, 0, ...bytesOf(afterLength.length, 4), ...afterLength]).bytes(program).finish();
  return withLengthOf(body);
}

export { HEADER_SIZE, withLength };
