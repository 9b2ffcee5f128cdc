import assert from 'node:assert/strict';
import type { AgentEvent, AgentHost, BoundaryFunction } from '../../../src/agent/probe';
import { RepeatedCalls, STRETCH } from '../../../src/agent/repeated-calls';

/** The calls of one export: how often they were looked at, and what was told of them. */
class Calls {
  looks = 0;
  private readonly events: AgentEvent[] = [];
  private flush!: () => void;
  private readonly repeated: RepeatedCalls;
  private readonly target: BoundaryFunction;
  private nth = 0;

  constructor() {
    const module = { exports: [], types: [], functions: { withIndex: () => undefined } };
    this.target = { instance: { id: 1, compiled: { hash: 'a', module } }, name: 'get', type: undefined } as unknown as BoundaryFunction;
    this.repeated = new RepeatedCalls({
      captureStack: () => (this.looks++, 7),
      emit: (event: AgentEvent) => void this.events.push(event),
      onFlush: (listener: () => void) => (this.flush = listener),
    } as unknown as AgentHost);
  }

  make(count: number): void {
    for (let call = 0; call < count; call++) this.repeated.called(this.target, this.nth++);
  }

  told(): AgentEvent[] {
    this.flush();
    return this.events;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('calls that one line repeats', () => {
  it('are told where they come by the thousand in one turn', () => {
    const calls = new Calls();
    calls.make(4 * STRETCH + 1);
    const [told, ...more] = calls.told() as { name: string; calls: number; turns: number; stack: number }[];
    assert.deepEqual([told?.name, told?.calls, told?.turns, told?.stack, more], ['get', 3 * STRETCH, 1, 7, []]);
  });

  it('are not looked at where each turn makes a hundred', async () => {
    const calls = new Calls();
    for (let made = 0; made < 4 * STRETCH; made += 100) {
      calls.make(100);
      await turn();
    }
    assert.deepEqual([calls.looks, calls.told()], [0, []]);
  });
});
