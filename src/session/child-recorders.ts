import { LIMITS } from '../base/limits';
import type { Disposable } from '../base/disposable';
import type { CdpSession } from '../cdp/connection';
import { ChildHook } from './child-hook';
import { ChildProcesses, bootEnvironment, bootOptions } from './child-processes';
import { loadedModules } from './loaded-modules';
import { ProcessRecorder, type ProcessRecorderOptions, type RecordedThread } from './process-recorder';

/** Processes that a program starts while it is recorded, each with all its threads. Made before the program is. */
export class ChildRecorders implements Disposable {
  private readonly children: ChildProcesses;
  private readonly recorders = new Map<CdpSession, ProcessRecorder>();
  private readonly ended: Promise<readonly RecordedThread[]>[] = [];
  private options: ProcessRecorderOptions | undefined;
  /** Children beyond the limit run unrecorded. */
  unrecorded = 0;

  constructor(
    /** The script that makes children known: dist/debug-boot.js. */
    private readonly bootPath: string,
    /** The debugger may be on for a moment when a child has ended, to hand its modules over. */
    private readonly takesModules: boolean,
  ) {
    this.children = new ChildProcesses({
      onChild: (session, title) => this.begin(session, title),
      onEnd: (session) => void this.ended.push(this.finish(session)),
      onTrouble: () => void this.unrecorded++,
    });
  }

  /** For a program that is started. */
  environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return bootEnvironment(given, { bootPath: this.bootPath, folder: this.children.folder, isKnown: true });
  }

  /** For a program that runs already; `onRefused` where it can't be had. */
  hook(onRefused: () => void): ChildHook {
    return new ChildHook(this.bootPath, bootOptions({ bootPath: this.bootPath, folder: this.children.folder, isKnown: true }), onRefused);
  }

  /** Children are recorded from here on. */
  start(options: ProcessRecorderOptions): void {
    this.options = options;
  }

  /** Ends all recordings; children that have ended hand their modules over, sessions of the others stay open until `dispose`. */
  async stop(): Promise<readonly RecordedThread[]> {
    return (await Promise.all([...this.ended, ...[...this.recorders.values()].map((recorder) => recorder.stop())])).flat();
  }

  /** The children run on, and those to come are nobody's business. */
  dispose(): void {
    this.children.dispose();
  }

  private async begin(session: CdpSession, title: string): Promise<void> {
    if (!this.options || this.recorders.size + this.ended.length >= LIMITS.profile.children) return void this.unrecorded++;
    const recorder = new ProcessRecorder(session, this.options, title);
    this.recorders.set(session, recorder);
    await recorder.start();
  }

  /** Its parent may wait for it. */
  private async finish(session: CdpSession): Promise<readonly RecordedThread[]> {
    const recorder = this.recorders.get(session);
    this.recorders.delete(session);
    try {
      const threads = (await recorder?.stop()) ?? [];
      return await Promise.all(threads.map(async (thread) => ({ ...thread, modules: this.takesModules && hasWasm(thread) ? await loadedModules(thread.session).catch(() => []) : [] })));
    } finally {
      await session.close();
    }
  }
}

/** Whether V8 saw any: only then is the debugger worth its time. */
const hasWasm = ({ slices }: RecordedThread): boolean => slices.some(({ nodes }) => nodes.some(({ callFrame: { url } }) => /^wasm:|\.wasm\b/.test(url)));
