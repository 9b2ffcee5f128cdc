import assert from 'node:assert/strict';
import type { CdpSession } from '../../../src/cdp/connection';
import { ProfileRecorder } from '../../../src/session/profile-recorder';

/** A session that records what is sent, answers `Profiler.stop` with numbered profiles, and can die. */
class FakeSession {
  readonly sent: string[] = [];
  closed = false;
  private profiles = 0;
  private readonly listeners: (() => void)[] = [];
  private readonly waiting: { count: number; resolve: () => void }[] = [];

  send(method: string): Promise<unknown> {
    if (this.closed) return Promise.reject(new Error('gone'));
    this.sent.push(method);
    for (const { count, resolve } of this.waiting) if (this.profiles + Number(method === 'Profiler.stop') >= count && method === 'Profiler.start') resolve();
    return Promise.resolve(method === 'Profiler.stop' ? { profile: { nodes: [], startTime: ++this.profiles, endTime: 0 } } : {});
  }

  onClose(listener: () => void): { dispose(): void } {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  }

  die(): void {
    this.closed = true;
    for (const listener of this.listeners) listener();
  }

  restartedAfter(count: number): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }
}

/** Hands over a profile some time after it was asked to. */
class SlowSession extends FakeSession {
  override async send(method: string): Promise<unknown> {
    const answer = super.send(method);
    if (method !== 'Profiler.stop') return answer;
    await new Promise((later) => setTimeout(later, 5));
    this.sent.push('stopped');
    return answer;
  }
}

function recorderOf(session: FakeSession, sliceMs: number): ProfileRecorder {
  return new ProfileRecorder(session as unknown as CdpSession, { samplingIntervalUs: 1000, sliceMs });
}

describe('session: profile recorder', () => {
  it('never turns the debugger on, and leaves the profiler off', async () => {
    const session = new FakeSession();
    const recorder = recorderOf(session, 1e6);
    await recorder.start();
    assert.equal((await recorder.stop()).length, 1);
    assert.deepEqual(session.sent, ['Profiler.enable', 'Profiler.setSamplingInterval', 'Profiler.start', 'Profiler.stop', 'Profiler.disable']);
  });

  it('cuts into slices, in order', async () => {
    const session = new FakeSession();
    const recorder = recorderOf(session, 1);
    const twice = session.restartedAfter(2);
    await recorder.start();
    await twice;
    const slices = await recorder.stop();
    assert.ok(slices.length >= 3);
    assert.deepEqual(slices.map(({ startTime }) => startTime), slices.map((_, index) => index + 1));
  });

  it('begins the next slice right behind the one before, not when we have heard of that', async () => {
    const session = new SlowSession();
    const recorder = recorderOf(session, 1);
    const twice = session.restartedAfter(2);
    await recorder.start();
    await twice;
    await recorder.stop();
    const first = session.sent.indexOf('Profiler.stop');
    assert.deepEqual(session.sent.slice(first, first + 3), ['Profiler.stop', 'Profiler.start', 'stopped']);
  });

  it('keeps the slices of a target that dies', async () => {
    const session = new FakeSession();
    const recorder = recorderOf(session, 1);
    const once = session.restartedAfter(1);
    await recorder.start();
    await once;
    session.die();
    const slices = await recorder.stop();
    assert.ok(slices.length >= 1);
    assert.equal(await recorder.stop(), slices, 'a second stop changes nothing');
  });
});
