import { UserError, messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { connectTarget, connectionNotes } from './connect-target';
import { launchInspected } from './launch-inspected';
import { openPage } from './open-page';
import type { ProcessFacts, RecordTarget, RecordTargetOptions } from './record-target';
import type { TargetSpec } from './target';

export async function openRecordTarget(target: TargetSpec, options: RecordTargetOptions): Promise<RecordTarget> {
  if (target.kind === 'launch') return launchInspected(target, options);
  if (target.kind === 'url') return openPage(target, options);
  const connection = await connectTarget(target);
  try {
    const process = await processFacts(connection.session);
    const finished = new Promise<void>((resolve) => connection.session.onClose(() => resolve()));
    return {
      mode: 'attach',
      session: connection.session,
      process,
      distorted: connection.hasOtherClients,
      notes: connectionNotes(connection),
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
