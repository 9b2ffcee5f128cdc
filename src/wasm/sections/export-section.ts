import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readName, readVector } from '../module-draft';
import { readExternKind } from './extern-type';

/** Export section (Wasm 3.0, 5.5.10). */
export const readExportSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => {
    const name = readName(at, LIMITS.wasm.nameBytes);
    const kind = readExternKind(at);
    draft.exports.push({ name, kind, index: at.uleb32() });
  });
};
