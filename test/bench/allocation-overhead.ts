import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startProgram, stopProgram, type AgentSettings } from './agent-launch';
import type { Benchmark } from './benchmark';
import { alternatingRatios } from './service-load';
import { isAtMost, ratioText } from './statistics';

const OPERATIONS = 200_000;

export const benchmark: Benchmark = {
  what: 'allocation tracking, exact, on a C loop that does nothing but malloc and free',
  peer: 'LSan 401, heaptrack 37, jemalloc sampling 1.11',
  goal: '≤ 3 (sampled ≤ 1.3: not measured, sampling comes with the memory work, issue 4)',
  async measure({ pairs }) {
    const plain = new ChurningProgram(null);
    const tracked = new ChurningProgram({ only: ['allocations'], trackAllocations: true });
    try {
      // Optimised code takes a while to come.
      for (let warm = 0; warm < 3; warm++) await Promise.all([plain.churn(), tracked.churn()]);
      const ratios = await alternatingRatios(pairs, () => plain.churn(), () => tracked.churn());
      return { ours: ratioText(ratios), reached: isAtMost(ratios, 3) };
    } finally {
      await plain.stop();
      await tracked.stop();
    }
  },
};

class ChurningProgram {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string, undefined>;

  constructor(agent: AgentSettings | null) {
    this.child = startProgram(join(__dirname, 'programs', 'churn.mjs'), agent);
    this.answers = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** CPU microseconds. */
  async churn(): Promise<number> {
    this.child.stdin!.write(`${OPERATIONS}\n`);
    const { value } = await this.answers.next();
    return Number(value);
  }

  stop(): Promise<void> {
    return stopProgram(this.child);
  }
}
