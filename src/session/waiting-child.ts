import { CHILD_WAITS } from '../agent/wire';
import type { CdpSession } from '../cdp/connection';
import { ownScript } from './own-script';

const POLL_MS = 20;
const GOES_ON_WITHIN_MS = 10_000;

/**
 * Lets a child go on that waits for a debugger. It has told of itself a moment before it begins to wait, and answers
 * from then on; told to run within that moment, it would wait for ever (`inspector.waitForDebugger`). So it is told until
 * it is past that place. Never rejects: a child that is gone needs no leave.
 */
export async function letChildRun(session: CdpSession): Promise<void> {
  const deadline = performance.now() + GOES_ON_WITHIN_MS;
  try {
    await session.send('Runtime.runIfWaitingForDebugger');
    while ((await isBeforeItsStart(session)) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      await session.send('Runtime.runIfWaitingForDebugger');
    }
  } catch {
    // It has ended.
  }
}

async function isBeforeItsStart(session: CdpSession): Promise<boolean> {
  const { result } = await session.send('Runtime.evaluate', { expression: ownScript(`Symbol.for('${CHILD_WAITS}') in globalThis`), returnByValue: true, silent: true, disableBreaks: true });
  return result.value === true;
}
