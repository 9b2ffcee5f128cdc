import { LIMITS } from '../../base/limits';
import { FunctionTable } from '../function-table';
import type { SectionReader } from '../module-draft';
import { readCount } from '../module-draft';

/** Code section (Wasm 3.0, 5.5.13). Bodies are delimited, and their instructions decoded, where they are asked for. */
export const readCodeSection: SectionReader = (at, draft) => {
  const start = at.offset;
  const declared = draft.functionTypes.length;
  const count = readCount(at, LIMITS.wasm.functions);
  draft.functions = new FunctionTable(draft.importCounts.func, draft.functionTypes, at.sub(at.remaining), count, draft.problems);
  if (count !== declared) throw at.error(`${count} bodies for ${declared} functions declared`, start);
};
