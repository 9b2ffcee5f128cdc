import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from '../base/user-error';
import type { Frame } from '../session/frames';
import { toDapFrame } from './dap-frames';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';
import { ScriptValues } from './script-values';

/** Where a stopped thread stands, how it came there, and why it stopped. */
export function stackRequests(context: DebugContext): RequestTable {
  const { debuggee, sources, addresses } = context;
  return {
    stackTrace: async ({ threadId, startFrame = 0, levels }: DebugProtocol.StackTraceArguments) => {
      const thread = debuggee.thread(threadId);
      const frames = await thread.requirePause().frames();
      const shown = frames.slice(startFrame, levels ? startFrame + levels : undefined);
      return { stackFrames: shown.map((frame) => toDapFrame(context.frameId(thread.id, frame), frame, sources.sourceOf(frame, thread.session), addresses, (frame.kind === 'js' && frame.isGlue) || (frame.file !== null && debuggee.skips(frame.file)))), totalFrames: frames.length };
    },
    scopes: ({ frameId }: DebugProtocol.ScopesArguments) => {
      const { thread, frame } = context.frame(frameId);
      if (frame.kind === 'wasm') {
        const isTop = thread.requirePause().top === frame.callFrame;
        return { scopes: context.wasmValues(thread, frame).scopes(isTop ? thread.returned : null) };
      }
      return { scopes: new ScriptValues(thread, context.variables, frame).scopes(frame) };
    },
    exceptionInfo: async ({ threadId }: DebugProtocol.ExceptionInfoArguments) => {
      const thread = debuggee.thread(threadId);
      const { thrown } = thread.requirePause();
      if (thread.stop?.reason === 'panic') return { exceptionId: 'panic', description: await context.panicText(thread), breakMode: 'always' };
      if (!thrown) throw new UserError('the thread did not stop at an exception');
      const { text, className, isUncaught } = thrown;
      const frames = await thread.requirePause().frames();
      return {
        exceptionId: className ?? 'exception',
        description: text.split('\n')[0]!,
        breakMode: isUncaught ? 'unhandled' : 'always',
        details: { message: text.split('\n')[0]!, stackTrace: frames[0]?.kind === 'wasm' ? traceText(text.split('\n')[0]!, frames) : text, ...(className === null ? {} : { typeName: className }) },
      };
    },
  };
}

/** As V8 writes a stack, in places of the source: what was thrown in WebAssembly was thrown where the thread stands. */
function traceText(message: string, frames: readonly Frame[]): string {
  const lines = frames.flatMap(({ kind, name, path, file, line, column }) => {
    const place = [path ?? file, ...(line > 0 ? [line] : []), ...(line > 0 && column > 0 ? [column] : [])].filter((part) => part !== null).join(':');
    return kind === 'async' ? [] : [`    at ${name}${place === '' ? '' : ` (${place})`}`];
  });
  return [message, ...lines].join('\n');
}
