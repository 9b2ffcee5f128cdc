import { ByteCursor } from '../base/byte-cursor';
import { attempt, DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { moduleOffset } from '../base/offsets';
import { DecodedModule } from './decoded-module';
import type { WasmModule, WasmSection } from './module';
import type { SectionReader } from './module-draft';
import { ModuleDraft, readName } from './module-draft';
import type { SectionName } from './section-id';
import { SECTION_ORDER, SectionId, sectionPosition } from './section-id';
import { readCodeSection } from './sections/code-section';
import { readDataSection } from './sections/data-section';
import { readElementSection } from './sections/element-section';
import { readFunctionSection } from './sections/function-section';
import { readGlobalSection } from './sections/global-section';
import { readImportSection } from './sections/import-section';
import { readMemorySection } from './sections/memory-section';
import { readStartSection } from './sections/start-section';
import { readTableSection } from './sections/table-section';
import { readTagSection } from './sections/tag-section';
import { readTypeSection } from './sections/type-section';

const READERS: Record<Exclude<SectionName, 'custom' | 'export'>, SectionReader> = {
  type: readTypeSection,
  import: readImportSection,
  function: readFunctionSection,
  table: readTableSection,
  memory: readMemorySection,
  tag: readTagSection,
  global: readGlobalSection,
  start: readStartSection,
  element: readElementSection,
  // The count only serves one-pass validation.
  datacount: (at) => void at.uleb32(),
  code: readCodeSection,
  data: readDataSection,
};

/**
 * Reads a core module (Wasm 3.0, 5.5). Never throws on damaged input: what could be read is there, and `problems` say
 * what could not. Bodies, exports, names and custom sections are decoded when they are asked for; bytes are never copied.
 */
export function readModule(bytes: Uint8Array): WasmModule {
  const draft = new ModuleDraft();
  const at = new ByteCursor('header', bytes);
  attempt(draft.problems, () => {
    readHeader(at);
    while (!at.done) {
      if (draft.sections.length >= LIMITS.wasm.sections) throw at.error(`more than ${LIMITS.wasm.sections} sections`);
      draft.sections.push(readSectionHeader(at, draft));
    }
  });
  for (const name of SECTION_ORDER) {
    const section = draft.sections.find(({ id }) => id === SectionId[name]);
    if (section && name !== 'export') attempt(draft.problems, () => readPayload(section, bytes, READERS[name], draft));
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
  const custom = id === SectionId.custom;
  const standard = SECTION_ORDER[sectionPosition(id)];
  const label = standard ?? (custom ? 'custom' : `section ${id}`);
  if (size > at.remaining) draft.problems.push(new DecodeError(label, headerOffset, `section of ${size} bytes, but the file ends after ${at.remaining}`));
  if (!standard && !custom) draft.problems.push(new DecodeError(label, headerOffset, 'unknown section'));
  const payload = at.sub(Math.min(size, at.remaining), label);
  const name = custom ? (attempt(draft.problems, () => readName(payload, LIMITS.wasm.nameBytes)) ?? '') : label;
  return { id, name, headerOffset, payloadOffset: moduleOffset(payload.offset), payloadSize: payload.end - payload.offset };
}

function readPayload(section: WasmSection, bytes: Uint8Array, read: SectionReader, draft: ModuleDraft): void {
  const at = new ByteCursor(section.name, bytes, section.payloadOffset, section.payloadOffset + section.payloadSize);
  read(at, draft);
  at.expectDone();
}

function reportOrder(draft: ModuleDraft): void {
  let last = -1;
  const seen = new Set<number>();
  for (const { id, name, headerOffset } of draft.sections) {
    const position = sectionPosition(id);
    if (position < 0) continue;
    if (seen.has(id)) draft.problems.push(new DecodeError(name, headerOffset, 'duplicate section, ignored'));
    else if (position < last) draft.problems.push(new DecodeError(name, headerOffset, 'section out of order'));
    seen.add(id);
    last = Math.max(last, position);
  }
}
