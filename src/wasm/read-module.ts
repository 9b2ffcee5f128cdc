import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { moduleOffset } from '../base/offsets';
import { CUSTOM_SECTION, DecodedModule } from './decoded-module';
import type { WasmModule, WasmSection } from './module';
import type { SectionReader } from './module-draft';
import { ModuleDraft, readName } from './module-draft';
import { readCodeSection } from './sections/code-section';
import { readDataSection } from './sections/data-section';
import { readElementSection } from './sections/element-section';
import { readExportSection } from './sections/export-section';
import { readFunctionSection } from './sections/function-section';
import { readGlobalSection } from './sections/global-section';
import { readImportSection } from './sections/import-section';
import { readMemorySection } from './sections/memory-section';
import { readStartSection } from './sections/start-section';
import { readTableSection } from './sections/table-section';
import { readTagSection } from './sections/tag-section';
import { readTypeSection } from './sections/type-section';

const MAX_NAME_BYTES = 1_024;

/** Sections in the order that the standard asks for (Wasm 3.0, 5.5.17); the order in which they are read, too. */
const SECTIONS: readonly { readonly id: number; readonly name: string; readonly read: SectionReader }[] = [
  { id: 1, name: 'type', read: readTypeSection },
  { id: 2, name: 'import', read: readImportSection },
  { id: 3, name: 'function', read: readFunctionSection },
  { id: 4, name: 'table', read: readTableSection },
  { id: 5, name: 'memory', read: readMemorySection },
  { id: 13, name: 'tag', read: readTagSection },
  { id: 6, name: 'global', read: readGlobalSection },
  { id: 7, name: 'export', read: readExportSection },
  { id: 8, name: 'start', read: readStartSection },
  { id: 9, name: 'element', read: readElementSection },
  // The count only serves one-pass validation.
  { id: 12, name: 'datacount', read: (at) => void at.uleb32() },
  { id: 10, name: 'code', read: readCodeSection },
  { id: 11, name: 'data', read: readDataSection },
];

/**
 * Reads a core module (Wasm 3.0, 5.5). Never throws on damaged input: what could be read is there, and `problems` say
 * what could not. Bodies, names and custom sections are decoded when they are asked for; bytes are never copied.
 */
export function readModule(bytes: Uint8Array): WasmModule {
  const draft = new ModuleDraft();
  const at = new ByteCursor('header', bytes);
  attempt(draft.problems, () => {
    readHeader(at);
    while (!at.done) draft.sections.push(readSectionHeader(at, draft));
  });
  for (const { id, name, read } of SECTIONS) {
    const section = draft.sections.find((candidate) => candidate.id === id);
    if (section) attempt(draft.problems, () => readPayload(name, section, bytes, read, draft));
  }
  reportOrder(draft);
  return new DecodedModule(bytes, draft);
}

function readHeader(at: ByteCursor): void {
  if (at.u32() !== 0x6d736100) throw at.error('not a WebAssembly binary: it does not begin with \\0asm', 0);
  const version = at.u16();
  const layer = at.u16();
  if (layer === 1) throw at.error('a WebAssembly component, not a core module: extract its modules first (wasm-tools component unbundle)', 4);
  if (version !== 1 || layer !== 0) throw at.error(`unknown binary version ${version} (layer ${layer})`, 4);
}

/** Steps over the section. One that claims more bytes than there are is cut at the end of the file. */
function readSectionHeader(at: ByteCursor, draft: ModuleDraft): WasmSection {
  const headerOffset = moduleOffset(at.offset);
  const id = at.u8();
  const size = at.uleb32();
  const standard = SECTIONS.find((candidate) => candidate.id === id);
  const label = standard?.name ?? (id === CUSTOM_SECTION ? 'custom' : `section ${id}`);
  if (size > at.remaining) draft.problems.push(new ByteCursor(label, at.bytes).error(`section of ${size} bytes, but the file ends after ${at.remaining}`, headerOffset));
  if (label.startsWith('section')) draft.problems.push(new ByteCursor(label, at.bytes).error('unknown section', headerOffset));
  const payload = at.sub(Math.min(size, at.remaining), label);
  const name = id === CUSTOM_SECTION ? (attempt(draft.problems, () => readName(payload, MAX_NAME_BYTES)) ?? '') : label;
  return { id, name, headerOffset, payloadOffset: moduleOffset(payload.offset), payloadSize: payload.end - payload.offset };
}

function readPayload(name: string, section: WasmSection, bytes: Uint8Array, read: SectionReader, draft: ModuleDraft): void {
  const at = new ByteCursor(name, bytes, section.payloadOffset, section.payloadOffset + section.payloadSize);
  read(at, draft);
  if (!at.done) throw at.error(`${at.remaining} bytes after the last entry`);
}

function reportOrder(draft: ModuleDraft): void {
  let last = -1;
  const seen = new Set<number>();
  for (const section of draft.sections) {
    const position = SECTIONS.findIndex(({ id }) => id === section.id);
    if (position < 0) continue;
    const at = new ByteCursor(section.name, new Uint8Array());
    if (seen.has(section.id)) draft.problems.push(at.error('duplicate section, ignored', section.headerOffset));
    else if (position < last) draft.problems.push(at.error('section out of order', section.headerOffset));
    seen.add(section.id);
    last = Math.max(last, position);
  }
}
