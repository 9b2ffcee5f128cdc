import { LIMITS } from '../../base/limits';
import { readConstantExpression } from '../constant-expression';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readGlobalType } from './extern-type';

/** Global section (Wasm 3.0, 5.5.9). */
export const readGlobalSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => {
    draft.globals.push(readGlobalType(at));
    draft.globalInitialisers.push(readConstantExpression(at));
  });
};
