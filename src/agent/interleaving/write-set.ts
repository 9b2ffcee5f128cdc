import { LIMITS } from '../../base/limits';
import { equalRanges } from '../equal-ranges';

const PAGE_BYTES = 4_096;
const WORD_BYTES = 4;

/** Words of an instance's state (`InstanceState`) that a call changed: address to the values before and after, as unsigned 32-bit numbers. */
export type WriteSet = ReadonlyMap<number, { readonly before: number; readonly after: number }>;

/** Null when it is more than can be kept. Compared page by page, which is quick, and word by word only where pages differ. */
export function differences(before: Uint8Array, after: Uint8Array): WriteSet | null {
  const found = new Map<number, { before: number; after: number }>();
  const isEqual = equalRanges(before, after);
  const words = [new DataView(before.buffer, before.byteOffset), new DataView(after.buffer, after.byteOffset)] as const;
  const end = Math.min(before.length, after.length);
  for (let page = 0; page < end; page += PAGE_BYTES) {
    const pageEnd = Math.min(page + PAGE_BYTES, end);
    if (isEqual(page, pageEnd)) continue;
    for (let at = page; at < pageEnd; at += WORD_BYTES) {
      const [was, is] = [words[0].getUint32(at, true), words[1].getUint32(at, true)];
      if (was === is) continue;
      if (found.size >= LIMITS.agent.changedWords) return null;
      found.set(at, { before: was, after: is });
    }
  }
  return found;
}

/**
 * Words that only ever grow by the same small step are counters (requests served, calls made): that two operations
 * count in the same word harms neither.
 */
export class Counters {
  private readonly words = new Map<number, { step: number; times: number }>();

  note(writes: WriteSet): void {
    for (const [address, { before, after }] of writes) {
      const step = after - before;
      const known = this.words.get(address);
      if (known) {
        known.times++;
        if (known.step !== step) known.step = NO_COUNTER;
      } else if (this.words.size < LIMITS.agent.changedWords) {
        this.words.set(address, { step: step > 0 && step <= MAX_STEP ? step : NO_COUNTER, times: 1 });
      }
    }
  }

  has(address: number): boolean {
    const word = this.words.get(address);
    return word !== undefined && word.step !== NO_COUNTER && word.times >= SURE_TIMES;
  }
}

const MAX_STEP = 16;
const SURE_TIMES = 3;
const NO_COUNTER = 0;
