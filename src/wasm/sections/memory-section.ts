import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readMemoryType } from './extern-type';

/** Memory section (Wasm 3.0, 5.5.8). */
export const readMemorySection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.imports, () => draft.memories.push(readMemoryType(at)));
};
