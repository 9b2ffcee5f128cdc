import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readTagType } from './extern-type';

/** Tag section (Wasm 3.0, 5.5.16). */
export const readTagSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => draft.tags.push(readTagType(at)));
};
