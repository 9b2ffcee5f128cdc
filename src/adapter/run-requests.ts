import type { DebugProtocol } from '@vscode/debugprotocol';
import { messageFor } from '../base/user-error';
import type { StepKind } from '../session/stepped-thread';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';
import { CallsToEnter } from './calls-to-enter';

/** Threads, and what lets them run and stand. */
export function runRequests(context: DebugContext): RequestTable {
  const { debuggee, together } = context;
  const calls = new CallsToEnter();
  const step = (kind: StepKind) => ({ threadId, granularity, targetId, singleThread }: DebugProtocol.StepInArguments): void => {
    const thread = debuggee.thread(threadId);
    thread.requirePause();
    context.forgetStop(thread);
    if (!singleThread) together.runOthers(thread);
    const call = targetId === undefined ? undefined : calls.offsetOf(targetId);
    thread.step(kind, { ...(granularity === undefined ? {} : { granularity }), ...(call === undefined ? {} : { call }) });
  };
  return {
    threads: () => ({ threads: debuggee.threads().map(({ id, name }) => ({ id, name })) }),
    continue: ({ threadId, singleThread = false }: DebugProtocol.ContinueArguments) => {
      const thread = debuggee.thread(threadId);
      thread.requirePause();
      context.forgetStop(thread);
      if (!singleThread) together.runOthers(thread);
      // Clients take the answer for the begin of the run: it must not come after the next stop.
      thread.resume().catch((error: unknown) => !thread.session.closed && debuggee.onTrouble(messageFor(error)));
      return { allThreadsContinued: together.isOn && !singleThread };
    },
    /** Ours: whether steps go past standard libraries and the like; turns around without `on`. */
    toggleSkipFiles: async ({ on = !debuggee.skipsFiles }: { on?: boolean }) => {
      await debuggee.skipFiles(on);
      return { on };
    },
    next: step('over'),
    stepIn: step('into'),
    stepOut: step('out'),
    stepInTargets: ({ frameId }: DebugProtocol.StepInTargetsArguments) => {
      const { thread, frame } = context.frame(frameId);
      // V8 steps from where the thread stands, no further out.
      const isTop = frame.callFrame === thread.requirePause().top;
      return { targets: isTop && frame.kind === 'wasm' ? calls.targetsAt(frame) : [] };
    },
    pause: ({ threadId }: DebugProtocol.PauseArguments) => debuggee.thread(threadId).requestPause(),
  };
}
