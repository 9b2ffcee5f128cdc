import assert from 'node:assert/strict';

/** At most so many answers may differ from those of the oracle, whatever the reason. */
export const TOLERATED_SHARE = 0.005;
/** The same for a module that wasm-opt has rewritten: there the oracle itself loses inlined copies. */
export const REWRITTEN_SHARE = 0.08;

/** Why an answer may differ from the oracle's, each proven for the very place where it is given. */
export const REASONS = {
  'damaged ranges': 'wasm-opt left blocks whose ranges overlap, are empty, claim all code to come, or lie outside of the block around them. LLVM keeps one entry an address and loses the others. A block of ours holds at least what the blocks inside it hold, and one without end ends where the next begins; that each of our frames claims the instruction, by its own range or by a block inside, is seen in the listing of the entries.',
  'description of other code': 'a linker gives the descriptions of discarded COMDAT copies the address of the kept one, and wasm-opt leaves old ranges behind. LLVM answers from one of those; ours is the function whose range ends where the code section says that the body ends, or the name in the module where there is none.',
} as const;

export type Reason = keyof typeof REASONS;

export interface Difference {
  readonly place: string;
  /** null: not explained. */
  readonly reason: Reason | null;
  readonly ours: string;
  readonly theirs: string;
}

export interface Comparison {
  readonly compared: number;
  readonly differing: readonly Difference[];
}

/** Nothing may differ without a reason, little with one. */
export function assertAgreement({ compared, differing }: Comparison, toleratedShare = TOLERATED_SHARE): void {
  const unexplained = differing.filter(({ reason }) => reason === null);
  const text = (differences: readonly Difference[]): string => differences.slice(0, 5).map(({ place, reason, ours, theirs }) => `${place} (${reason ?? 'unexplained'}):\n  ours   ${ours}\n  theirs ${theirs}`).join('\n');
  assert.ok(compared > 0, 'nothing was compared');
  assert.equal(unexplained.length, 0, `${unexplained.length} of ${compared} differ:\n${text(unexplained)}`);
  assert.ok(differing.length <= compared * toleratedShare, `${differing.length} of ${compared} differ:\n${text(differing)}`);
}

/** Every so manieth, so that about `count` remain. */
export function sample<Item>(items: readonly Item[], count: number): Item[] {
  const stride = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % stride === 0);
}
