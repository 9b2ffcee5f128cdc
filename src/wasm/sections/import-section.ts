import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import type { ExternKind } from '../module';
import type { ModuleDraft, SectionReader } from '../module-draft';
import { readName, readVector } from '../module-draft';
import { readExternKind, readGlobalType, readMemoryType, readTableType, readTagType } from './extern-type';

/** Import section (Wasm 3.0, 5.5.5). Imported items open the index spaces of their kinds. */
export const readImportSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => {
    const module = readName(at, LIMITS.wasm.nameBytes);
    const name = readName(at, LIMITS.wasm.nameBytes);
    const kind = readExternKind(at);
    const typeIndex = readImportedType(at, kind, draft);
    const index = draft.importCounts[kind]++;
    draft.imports.push({ module, name, kind, index, ...(typeIndex === undefined ? {} : { typeIndex }) });
  });
};

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
