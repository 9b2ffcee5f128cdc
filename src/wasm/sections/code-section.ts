import { LIMITS } from '../../base/limits';
import { moduleOffset } from '../../base/offsets';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';

/** Code section (Wasm 3.0, 5.5.13). Bodies are only delimited: instructions are decoded where they are asked for. */
export const readCodeSection: SectionReader = (at, draft) => {
  const imported = draft.importCounts.func;
  const declared = draft.functionTypes.length;
  const start = at.offset;
  readVector(at, LIMITS.wasm.functions, (position) => {
    const size = at.uleb32();
    const bodyStart = moduleOffset(at.advance(size));
    draft.functions.push({ index: imported + position, typeIndex: draft.functionTypes[position] ?? -1, bodyStart, bodyEnd: moduleOffset(at.offset) });
  });
  if (draft.functions.length !== declared) throw at.error(`${draft.functions.length} bodies for ${declared} functions declared`, start);
};
