import { LIMITS } from '../../base/limits';
import { FunctionTable } from '../function-table';
import type { SectionReader } from '../module-draft';
import { readCount } from '../module-draft';

/** Code section (Wasm 3.0, 5.5.13). Bodies are only delimited: instructions are decoded where they are asked for. */
export const readCodeSection: SectionReader = (at, draft) => {
  const start = at.offset;
  const declared = draft.functionTypes.length;
  const count = readCount(at, LIMITS.wasm.functions);
  // A damaged count costs no more memory than there are bytes.
  const functions = new FunctionTable(draft.importCounts.func, draft.functionTypes, Math.min(count, at.remaining));
  draft.functions = functions;
  for (let read = 0; read < count; read++) {
    const size = at.uleb32();
    functions.add(at.advance(size), at.offset);
  }
  if (count !== declared) throw at.error(`${count} bodies for ${declared} functions declared`, start);
};
