import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StepKind } from '../session/stepping';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';

/** Threads, and what lets them run and stand. */
export function runRequests(context: DebugContext): RequestTable {
  const { debuggee } = context;
  const step = (kind: StepKind) => ({ threadId }: DebugProtocol.NextArguments): void => {
    const thread = debuggee.thread(threadId);
    thread.requirePause();
    context.forgetStop(thread);
    thread.step(kind);
  };
  return {
    threads: () => ({ threads: debuggee.threads().map(({ id, name }) => ({ id, name })) }),
    continue: async ({ threadId }: DebugProtocol.ContinueArguments) => {
      const thread = debuggee.thread(threadId);
      thread.requirePause();
      context.forgetStop(thread);
      await thread.resume();
      return { allThreadsContinued: false };
    },
    next: step('over'),
    stepIn: step('into'),
    stepOut: step('out'),
    pause: ({ threadId }: DebugProtocol.PauseArguments) => debuggee.thread(threadId).requestPause(),
  };
}
