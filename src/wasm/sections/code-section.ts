import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';

/** Code section (Wasm 3.0, 5.5.13). Bodies are only delimited: instructions are decoded where they are asked for. */
export const readCodeSection: SectionReader = (at, draft) => {
  const { bodyStarts, bodyEnds, functionTypes } = draft;
  const start = at.offset;
  readVector(at, LIMITS.wasm.functions, () => {
    const size = at.uleb32();
    bodyStarts.push(at.advance(size));
    bodyEnds.push(at.offset);
  });
  if (bodyStarts.length !== functionTypes.length) throw at.error(`${bodyStarts.length} bodies for ${functionTypes.length} functions declared`, start);
};
