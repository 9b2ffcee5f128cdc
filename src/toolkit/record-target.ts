import type { CdpSession } from '../cdp/connection';
import { UserError, messageFor } from '../base/user-error';
import { connectTarget } from './connect-target';
import { launchInspected } from './launch-inspected';
import type { TargetEnd, TargetSpec } from './target';

/** A process to be measured, connected but not yet disturbed. */
export interface RecordTarget {
  readonly mode: 'launch' | 'attach';
  readonly session: CdpSession;
  readonly process: ProcessFacts;
  /** Resolves when the program has ended by itself or is gone; while it still answers, its modules can be asked for. */
  readonly finished: Promise<void>;
  /** Lets a launched program run; nothing for an attached one. */
  run(): Promise<void>;
  /** Leaves an attached program as it was found, ends a launched one. Never rejects. */
  leave(): Promise<TargetEnd>;
}

export interface ProcessFacts {
  readonly v8Version: string;
  readonly cwd: string;
  /** The program's own file; null where it has none. */
  readonly script: string | null;
  /** Flags of Node and V8. */
  readonly flags: readonly string[];
}

export interface RecordTargetOptions {
  /** V8 flags for a launched program. */
  readonly v8Flags: readonly string[];
  onOutput(chunk: Uint8Array): void;
}

export async function openRecordTarget(target: TargetSpec, options: RecordTargetOptions): Promise<RecordTarget> {
  if (target.kind === 'launch') return launchInspected(target, options);
  const connection = await connectTarget(target);
  try {
    const process = await processFacts(connection.session);
    const finished = new Promise<void>((resolve) => connection.session.onClose(() => resolve()));
    return {
      mode: 'attach',
      session: connection.session,
      process,
      finished,
      run: () => Promise.resolve(),
      async leave() {
        await connection.close().catch(() => undefined);
        return { exitCode: null, signal: null };
      },
    };
  } catch (error) {
    await connection.close();
    throw new UserError(`process ${connection.pid} does not answer as a Node program would: ${messageFor(error)}`);
  }
}

/** Asks the program itself. */
async function processFacts(session: CdpSession): Promise<ProcessFacts> {
  const expression = 'JSON.stringify({ v8Version: process.versions.v8, cwd: process.cwd(), script: process.argv[1] ?? null, flags: process.execArgv })';
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  return JSON.parse(String(result.value)) as ProcessFacts;
}
