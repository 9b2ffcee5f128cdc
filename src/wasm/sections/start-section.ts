import type { SectionReader } from '../module-draft';

/** Start section (Wasm 3.0, 5.5.11). */
export const readStartSection: SectionReader = (at, draft) => {
  draft.startFunction = at.uleb32();
};
