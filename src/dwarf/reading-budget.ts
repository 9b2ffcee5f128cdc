import type { ByteCursor } from '../base/byte-cursor';

/**
 * How much may be read of what many refer to. In a sound file tables stand one after the other and each is read once or
 * twice; where they overlap, every reference would have the same bytes read again, and a small file would cost hours.
 */
export class ReadingBudget {
  private spent = 0;

  constructor(private readonly allowed: number) {}

  /** Throws DecodeError once more was read than any sound file asks for. */
  spend(amount: number, at: ByteCursor): true {
    this.spent += amount;
    if (this.spent > this.allowed) throw at.error('tables overlap: the same bytes are read again and again');
    return true;
  }
}
