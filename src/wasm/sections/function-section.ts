import { LIMITS } from '../../base/limits';
import type { SectionReader } from '../module-draft';
import { readCount } from '../module-draft';

/** Function section (Wasm 3.0, 5.5.6): the type index of each function whose body is in the code section. */
export const readFunctionSection: SectionReader = (at, draft) => {
  const count = readCount(at, LIMITS.wasm.functions);
  // A damaged count costs no more memory than there are bytes.
  const types = new Uint32Array(Math.min(count, at.remaining));
  const { bytes, end } = at;
  let read = 0;
  try {
    for (; read < count; read++) {
      const index = bytes[at.offset]!;
      // Nearly all are of one byte, and this runs before V8 has compiled anything.
      if (index < 0x80 && at.offset < end) {
        types[read] = index;
        at.offset++;
      } else types[read] = at.uleb32();
    }
  } finally {
    draft.functionTypes = types.subarray(0, read);
  }
};
