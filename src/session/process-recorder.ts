import type { Protocol } from 'devtools-protocol';
import { DisposableStack } from '../base/disposable';
import type { CdpSession } from '../cdp/connection';
import { JsonSession } from '../cdp/json-session';
import { WorkerTransport } from '../cdp/worker-transport';
import { AllocationSampler, type AllocationKind } from './allocation-sampler';
import type { LoadedModule } from './loaded-modules';
import { ProfileRecorder, type ProfileRecorderOptions } from './profile-recorder';
import type { ThreadGuest } from './thread-guest';
import { workerSampler } from './worker-sampler';

export interface ProcessRecorderOptions extends ProfileRecorderOptions {
  /** Sample JavaScript allocations, too. */
  readonly allocations?: AllocationKind;
  /** Lives in the threads while they are recorded. */
  readonly guest?: ThreadGuest;
}

export interface RecordedThread {
  /** `main`, or `worker 1` by the number that Node gives it, with its own name where it has one; of a child with the child's title. */
  readonly name: string;
  readonly session: CdpSession;
  readonly slices: readonly Protocol.Profiler.Profile[];
  /** Where they were asked for, and the thread lived to tell them. */
  readonly allocations: Protocol.HeapProfiler.SamplingHeapProfile | null;
  /** Of a process that is gone: what it handed over at its end. */
  readonly modules: readonly LoadedModule[];
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
    /** Of a child process. */
    private readonly title = '',
  ) {}

  async start(): Promise<void> {
    const { options, title } = this;
    await this.record(title || 'main', this.session);
    this.cleanup.use(
      this.session.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo, waitingForDebugger }) => {
        if (!waitingForDebugger) return void this.unsampledWorkers++;
        const worker = new JsonSession(new WorkerTransport(this.session, sessionId));
        // Whatever fails, the worker runs; one that has ended has nothing to tell.
        const run = (): Promise<void> => worker.send('Runtime.runIfWaitingForDebugger');
        const recorder = new ProfileRecorder(worker, options, workerSampler);
        this.record(title === '' ? workerName(workerInfo) : `${title}: ${workerName(workerInfo)}`, worker, recorder).then(run, run).catch(() => undefined);
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
    const { guest } = this.options;
    const threads = await Promise.all(this.threads.map(resultOf));
    const open = this.threads.filter(({ session }) => !session.closed);
    if (guest) await Promise.all(open.map(({ session }) => guest.remove(session).catch(() => undefined)));
    return threads.filter(({ slices }) => slices.length > 0);
  }

  /** One more thread; those of Node are found by themselves. */
  async record(name: string, session: CdpSession, recorder = new ProfileRecorder(session, this.options)): Promise<void> {
    const { allocations, guest } = this.options;
    const sampler = allocations && new AllocationSampler(session, allocations);
    this.threads.push({ name, session, recorder, sampler });
    await guest?.install(session).catch(() => undefined);
    await sampler?.start();
    await recorder.start();
  }
}

async function resultOf({ name, session, recorder, sampler }: RecordingThread): Promise<RecordedThread> {
  return { name, session, slices: await recorder.stop(), allocations: (await sampler?.stop()) ?? null, modules: [] };
}

/** Node's title is `[worker 2] resize`: the number that the program knows it by, and a name, which newer versions make up. */
function workerName({ workerId, title }: { readonly workerId: string; readonly title: string }): string {
  const [, number = workerId, name = ''] = /^\[worker (\d+)\]\s*(.*)$/.exec(title) ?? [];
  return name === '' || name === 'WorkerThread' ? `worker ${number}` : `worker ${number} (${name})`;
}
