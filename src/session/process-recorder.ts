import type { Protocol } from 'devtools-protocol';
import { DisposableStack } from '../base/disposable';
import type { CdpSession } from '../cdp/connection';
import { JsonSession } from '../cdp/json-session';
import { WorkerTransport } from '../cdp/worker-transport';
import { AllocationSampler, type AllocationKind } from './allocation-sampler';
import { ProfileRecorder, type ProfileRecorderOptions } from './profile-recorder';

export interface ProcessRecorderOptions extends ProfileRecorderOptions {
  /** Sample JavaScript allocations, too. */
  readonly allocations?: AllocationKind;
}

export interface RecordedThread {
  /** `main`, or `worker 1` by the number that Node gives it. */
  readonly name: string;
  readonly session: CdpSession;
  readonly slices: readonly Protocol.Profiler.Profile[];
  /** Where they were asked for, and the thread lived to tell them. */
  readonly allocations: Protocol.HeapProfiler.SamplingHeapProfile | null;
}

/** Resolves once the thread is recorded and may run. */
export type RecordThread = (name: string, session: CdpSession) => Promise<void>;

interface RecordingThread {
  readonly name: string;
  readonly session: CdpSession;
  readonly recorder: ProfileRecorder;
  readonly sampler: AllocationSampler | undefined;
}

/**
 * Records the main thread of a Node process and the worker threads that it starts from now on: each waits at its start
 * until its recording runs. Of a worker that runs already V8's sampler sees nothing but `(program)`: it is counted.
 */
export class ProcessRecorder {
  private readonly threads: RecordingThread[] = [];
  private readonly cleanup = new DisposableStack();
  /** Workers that ran before we came, and can't be sampled. */
  unsampledWorkers = 0;

  constructor(
    private readonly session: CdpSession,
    private readonly options: ProcessRecorderOptions,
  ) {}

  async start(): Promise<void> {
    await this.record('main', this.session);
    this.cleanup.use(
      this.session.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo, waitingForDebugger }) => {
        if (!waitingForDebugger) return void this.unsampledWorkers++;
        const worker = new JsonSession(new WorkerTransport(this.session, sessionId));
        // Whatever fails, the worker runs; one that has ended has nothing to tell.
        const run = (): Promise<void> => worker.send('Runtime.runIfWaitingForDebugger');
        this.record(`worker ${workerInfo.workerId}`, worker).then(run, run).catch(() => undefined);
      }),
    );
    // A runtime without the domain (a page) has no such threads.
    await this.session.send('NodeWorker.enable', { waitForDebuggerOnStart: true }).catch(() => undefined);
  }

  /** Ends all recordings; threads that recorded nothing are left out. Sessions stay open, for what else is to be asked. */
  async stop(): Promise<readonly RecordedThread[]> {
    this.cleanup.dispose();
    // From here on a new worker would wait for nobody.
    await this.session.send('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(() => undefined);
    const threads = await Promise.all(this.threads.map(async ({ name, session, recorder, sampler }) => ({ name, session, slices: await recorder.stop(), allocations: (await sampler?.stop()) ?? null })));
    return threads.filter(({ slices }) => slices.length > 0);
  }

  /** One more thread; those of Node are found by themselves. */
  async record(name: string, session: CdpSession): Promise<void> {
    const { allocations } = this.options;
    const recorder = new ProfileRecorder(session, this.options);
    const sampler = allocations && new AllocationSampler(session, allocations);
    this.threads.push({ name, session, recorder, sampler });
    await sampler?.start();
    await recorder.start();
  }
}
