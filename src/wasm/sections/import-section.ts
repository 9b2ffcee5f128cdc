import { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import type { ExternKind } from '../module';
import type { SectionReader } from '../module-draft';
import { ModuleDraft, readName, readVector } from '../module-draft';
import { readExternKind, readGlobalType, readMemoryType, readTableType, readTagType } from './extern-type';

/** Import section (Wasm 3.0, 5.5.5). Imported items open the index spaces of their kinds. */
export const readImportSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => {
    const module = readName(at, LIMITS.wasm.nameBytes);
    const name = readName(at, LIMITS.wasm.nameBytes);
    const form = name === '' && !at.done ? at.bytes[at.offset] : undefined;
    if (form === ITEMS_OF_MODULE) {
      at.offset++;
      readVector(at, LIMITS.wasm.imports, () => readItem(at, module, readName(at, LIMITS.wasm.nameBytes), draft));
    } else if (form === ITEMS_OF_TYPE) readItemsOfType(at, module, draft);
    else readItem(at, module, name, draft);
  });
};

/** The compact import section proposal: after an empty item name, the items of one module, or those of one type. */
const ITEMS_OF_MODULE = 0x7f;
const ITEMS_OF_TYPE = 0x7e;

function readItemsOfType(at: ByteCursor, module: string, draft: ModuleDraft): void {
  at.offset++;
  const type = new ByteCursor(at.section, at.bytes, at.offset, at.end);
  readImportedType(at, readExternKind(at), new ModuleDraft());
  readVector(at, LIMITS.wasm.imports, () => {
    const name = readName(at, LIMITS.wasm.nameBytes);
    readItem(new ByteCursor(type.section, type.bytes, type.offset, type.end), module, name, draft);
  });
}

/** The item's type, after its name. */
function readItem(at: ByteCursor, module: string, name: string, draft: ModuleDraft): void {
  const kind = readExternKind(at);
  const typeIndex = readImportedType(at, kind, draft);
  const index = draft.importCounts[kind]++;
  draft.imports.push({ module, name, kind, index, ...(typeIndex === undefined ? {} : { typeIndex }) });
}

/** Type index of a function or tag; the types of other kinds join their index space. */
function readImportedType(at: ByteCursor, kind: ExternKind, draft: ModuleDraft): number | undefined {
  switch (kind) {
    case 'func':
      return at.uleb32();
    case 'table':
      draft.tables.push(readTableType(at));
      return undefined;
    case 'memory':
      draft.memories.push(readMemoryType(at));
      return undefined;
    case 'global':
      draft.globals.push(readGlobalType(at));
      return undefined;
    case 'tag': {
      const typeIndex = readTagType(at);
      draft.tags.push(typeIndex);
      return typeIndex;
    }
  }
}
