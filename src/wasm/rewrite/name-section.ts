import { ByteCursor } from '../../base/byte-cursor';
import { ByteWriter } from '../../base/byte-writer';
import type { WasmModule, WasmSection } from '../module';
import type { Chunk } from './chunk';
import { freshChunk, sizeOf } from './chunk';
import type { FunctionRenumbering } from './function-renumbering';

const FUNCTIONS = 1;
const LOCALS = 2;
const LABELS = 3;

/** Payload of the name section, its own name included, with functions renumbered and the names of new ones appended. */
export function renumberedNames(
  module: WasmModule,
  section: WasmSection,
  renumbering: FunctionRenumbering,
  added: readonly { readonly index: number; readonly name: string }[],
): Chunk[] {
  const subsections: Chunk[][] = [[freshChunk(new ByteWriter().name('name').finish(), section.headerOffset)]];
  const at = new ByteCursor('name', module.bytes, section.payloadOffset, section.payloadOffset + section.payloadSize);
  while (!at.done) {
    const start = at.offset;
    const id = at.u8();
    const subsection = at.sub(at.uleb32());
    const content = id === FUNCTIONS ? functionNames(subsection, renumbering, added) : renumbering.copy(subsection.offset, subsection.end, sites(id, subsection));
    subsections.push([freshChunk(new ByteWriter().u8(id).uleb(sizeOf(content)).finish(), start)], content);
  }
  return subsections.flat();
}

function functionNames(at: ByteCursor, renumbering: FunctionRenumbering, added: readonly { readonly index: number; readonly name: string }[]): Chunk[] {
  const start = at.offset;
  const known = at.uleb32();
  const items = at.offset;
  const indexes = Array.from({ length: known }, () => {
    const site = at.offset;
    at.skipLeb();
    at.advance(at.uleb32());
    return site;
  });
  const names = new ByteWriter();
  for (const { index, name } of added) names.uleb(index).name(name);
  return [freshChunk(new ByteWriter().uleb(known + added.length).finish(), start), ...renumbering.copy(items, at.end, indexes), freshChunk(names.finish(), at.end)];
}

/** Of locals and labels the function indexes that open each entry. */
function sites(id: number, subsection: ByteCursor): number[] {
  if (id !== LOCALS && id !== LABELS) return [];
  const reader = new ByteCursor('name', subsection.bytes, subsection.offset, subsection.end);
  return Array.from({ length: reader.uleb32() }, () => {
    const site = reader.offset;
    reader.skipLeb();
    for (let names = reader.uleb32(); names > 0; names--) {
      reader.skipLeb();
      reader.advance(reader.uleb32());
    }
    return site;
  });
}
