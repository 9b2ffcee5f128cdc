import { UserError, messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { nodeChildrenOf } from '../cdp/process-info';
import { connectTarget, connectionNotes } from './connect-target';
import { endIsNear, launchInspected } from './launch-inspected';
import { openLentPage } from './open-lent-page';
import { openPage } from './open-page';
import { openRunningPage } from './open-running-page';
import type { ProcessFacts, RecordTarget, RecordTargetOptions } from './record-target';
import type { LentPageTarget, TargetSpec } from './target';

export async function openRecordTarget(target: TargetSpec | LentPageTarget, options: RecordTargetOptions): Promise<RecordTarget> {
  if (target.kind === 'launch') return launchInspected(target, options);
  if (target.kind === 'url') return target.browser ? openRunningPage(target.url, target.browser) : openPage(target, options);
  if (target.kind === 'lent') return openLentPage(target);
  const connection = await connectTarget(target);
  try {
    const process = await processFacts(connection.session);
    const finished = endIsNear(connection.session);
    await connection.session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    return {
      mode: 'attach',
      session: connection.session,
      process,
      distorted: connection.hasOtherClients,
      notes: [...connectionNotes(connection), ...childNotes(connection.pid)],
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

/** An inspector of theirs could not be opened beside the one of this program: all want the same port. */
function childNotes(pid: number): string[] {
  const running = nodeChildrenOf(pid).map((child) => `${child.pid} (${child.argv.slice(1).join(' ')})`);
  return running.length > 0 ? [`child processes that ran before we came are not recorded, those to come are; record each by --pid: ${running.join(', ')}`] : [];
}

/** Asks the program itself. */
async function processFacts(session: CdpSession): Promise<ProcessFacts> {
  const expression = 'JSON.stringify({ v8Version: process.versions.v8, cwd: process.cwd(), script: process.argv[1] ?? null, flags: process.execArgv })';
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  return JSON.parse(String(result.value)) as ProcessFacts;
}
