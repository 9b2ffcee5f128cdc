import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';

/** Function section (Wasm 3.0, 5.5.6): the type index of each function whose body is in the code section. */
export const readFunctionSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.functions, () => draft.functionTypes.push(at.uleb32()));
};
