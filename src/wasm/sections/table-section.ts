import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readConstantExpression } from '../constant-expression';
import { readTableType } from './extern-type';

const WITH_INITIALISER = 0x40;

/** Table section (Wasm 3.0, 5.5.7); a table of non-nullable references carries its initial value. */
export const readTableSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => {
    const initialised = !at.done && at.bytes[at.offset] === WITH_INITIALISER;
    if (initialised) at.advance(2);
    const type = readTableType(at);
    draft.tables.push(initialised ? { ...type, initialiser: readConstantExpression(at) } : type);
  });
};
