import { LIMITS } from '../../base/limits';
import { Unavailable } from '../storage';

/** Elements that can only be reached one after another: walked once, as far as anybody asks. */
export class Walked<Element> {
  private readonly reached: Element[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly steps: AsyncIterator<Element>,
    /** Nodes are read one by one: following a million links takes a minute. */
    private readonly limit: number = LIMITS.values.followedLinks,
  ) {}

  /** Rejects with Unavailable where the walk ends before. */
  at(index: number): Promise<Element> {
    const mine = this.turn.then(() => this.reach(index));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async reach(index: number): Promise<Element> {
    if (index >= this.limit) throw new Unavailable('too far from the beginning to be walked to');
    while (this.reached.length <= index) {
      const step = await this.steps.next();
      if (step.done) throw new Unavailable('unreadable: there are fewer elements than it says');
      this.reached.push(step.value);
    }
    return this.reached[index]!;
  }
}
