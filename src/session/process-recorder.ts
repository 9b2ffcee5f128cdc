import type { Protocol } from 'devtools-protocol';
import { DisposableStack } from '../base/disposable';
import type { CdpSession } from '../cdp/connection';
import { JsonSession } from '../cdp/json-session';
import { WorkerTransport } from '../cdp/worker-transport';
import { ProfileRecorder, type ProfileRecorderOptions } from './profile-recorder';

export interface RecordedThread {
  /** `main`, or a worker's title and number. */
  readonly name: string;
  readonly session: CdpSession;
  readonly slices: readonly Protocol.Profiler.Profile[];
}

interface RecordingThread {
  readonly name: string;
  readonly session: CdpSession;
  readonly recorder: ProfileRecorder;
}

/**
 * Records the main thread of a Node process and its worker threads, those of before and those to come. No thread is
 * ever made to wait: a worker is recorded from the moment it is heard of.
 */
export class ProcessRecorder {
  private readonly threads: RecordingThread[] = [];
  private readonly cleanup = new DisposableStack();

  constructor(
    private readonly session: CdpSession,
    private readonly options: ProfileRecorderOptions,
  ) {}

  async start(): Promise<void> {
    await this.record('main', this.session);
    this.cleanup.use(
      this.session.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
        const worker = new JsonSession(new WorkerTransport(this.session, sessionId));
        // A worker that ends before its recording began has nothing to tell.
        this.record(`${workerInfo.title} (${workerInfo.workerId})`, worker).catch(() => undefined);
      }),
    );
    // A runtime without the domain (a page) has no such threads.
    await this.session.send('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(() => undefined);
  }

  /** Ends all recordings; threads that recorded nothing are left out. Sessions stay open, for what else is to be asked. */
  async stop(): Promise<readonly RecordedThread[]> {
    this.cleanup.dispose();
    const threads = await Promise.all(this.threads.map(async ({ name, session, recorder }) => ({ name, session, slices: await recorder.stop() })));
    return threads.filter(({ slices }) => slices.length > 0);
  }

  private async record(name: string, session: CdpSession): Promise<void> {
    const recorder = new ProfileRecorder(session, this.options);
    this.threads.push({ name, session, recorder });
    await recorder.start();
  }
}
