import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import type { CdpSession } from '../../../src/cdp/connection';
import { workerSampler } from '../../../src/session/worker-sampler';

interface Ended {
  readonly title: string;
  readonly profile: { readonly startTime: number; readonly endTime: number };
}

/** A worker: runs what it is told with a console whose profiles count the time in calls, and can be terminated. */
class FakeWorker {
  readonly running = new Map<string, number>();
  /** The titles of all profiles that ran beside no other when they began. */
  readonly begunAlone: string[] = [];
  private time = 0;
  private onFinished: (ended: Ended) => void = () => undefined;
  private onClosed: () => void = () => undefined;
  private exit: () => void = () => undefined;
  private readonly heard: (() => void)[] = [];

  readonly session = {
    send: (_method: string, { expression }: { expression: string }) => {
      const value = runInContext(expression, this.scope) as unknown;
      for (const hear of this.heard.splice(0)) hear();
      return Promise.resolve({ result: { value } });
    },
    on: (_event: string, listener: (ended: Ended) => void) => {
      this.onFinished = listener;
      return { dispose: () => undefined };
    },
    onClose: (listener: () => void) => {
      this.onClosed = listener;
      return { dispose: () => undefined };
    },
  } as unknown as CdpSession;

  private readonly console = {
    profile: (title: string) => {
      if (this.running.size === 0) this.begunAlone.push(title);
      this.running.set(title, this.time++);
    },
    profileEnd: (title: string) => {
      const startTime = this.running.get(title);
      assert.notEqual(startTime, undefined, `${title} runs`);
      this.running.delete(title);
      this.onFinished({ title, profile: { startTime: startTime!, endTime: this.time++ } });
    },
  };
  private readonly process = { once: (_event: string, listener: () => void) => void (this.exit = listener), removeListener: () => undefined };
  private readonly scope = createContext({ console: this.console, process: this.process });

  nextCommand(): Promise<void> {
    return new Promise((resolve) => this.heard.push(resolve));
  }

  exits(): void {
    this.exit();
    this.onClosed();
  }

  terminated(): void {
    this.onClosed();
  }
}

async function sampled(): Promise<{ worker: FakeWorker; told: Ended['profile'][]; sampler: ReturnType<typeof workerSampler> }> {
  const worker = new FakeWorker();
  const told: Ended['profile'][] = [];
  const sampler = workerSampler(worker.session, (profile) => told.push(profile));
  await sampler.start();
  return { worker, told, sampler };
}

describe('session: the sampler of a worker', () => {
  it('tells each moment once, however often it is cut', async () => {
    const { worker, told, sampler } = await sampled();
    await worker.nextCommand();
    await sampler.cut();
    await worker.nextCommand();
    await sampler.cut();
    await sampler.stop();
    assert.equal(told.length, 3);
    assert.deepEqual([...worker.running], []);
    assert.equal(worker.begunAlone.length, 1, 'V8 begins from nothing but once');
  });

  it('of one that exits, what it ran since the last cut is told by the whole', async () => {
    const { worker, told } = await sampled();
    await worker.nextCommand();
    worker.exits();
    assert.equal(told.length, 1);
    assert.equal(told[0]!.startTime, 0);
  });

  it('of one that is terminated, what the nets held since the last cut is told', async () => {
    const { worker, told, sampler } = await sampled();
    await worker.nextCommand();
    await sampler.cut();
    const [whole] = told;
    await worker.nextCommand();
    await worker.nextCommand();
    worker.terminated();
    assert.equal(told.length, 3, 'a whole one and two nets');
    assert.ok(told[1]!.startTime >= whole!.startTime && told[1]!.endTime > whole!.endTime);
    assert.ok(told[2]!.endTime > told[1]!.endTime);
  });
});
