import { StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { BreakpointStatus, BreakpointWish } from '../session/breakpoint-book';
import type { Stop, Thread } from '../session/thread';
import type { CodeAddresses } from './code-addresses';

export function toFunctionWish({ name, condition, hitCondition }: DebugProtocol.FunctionBreakpoint): BreakpointWish {
  return { path: '', line: 0, functionName: name.trim(), ...(condition ? { condition } : {}), ...(hitCondition ? { hitCondition } : {}) };
}

export function toInstructionWish({ instructionReference, offset = 0, condition, hitCondition }: DebugProtocol.InstructionBreakpoint, addresses: CodeAddresses): BreakpointWish {
  const instruction = addresses.resolve(instructionReference, offset);
  return { path: '', line: 0, instruction, ...(condition ? { condition } : {}), ...(hitCondition ? { hitCondition } : {}) };
}

/** Clients send empty texts for what was cleared. */
export function toWish(path: string, { line, column, condition, hitCondition, logMessage }: DebugProtocol.SourceBreakpoint): BreakpointWish {
  return { path, line, ...(column === undefined ? {} : { column }), ...(condition ? { condition } : {}), ...(hitCondition ? { hitCondition } : {}), ...(logMessage ? { logMessage } : {}) };
}

/** `text` is what an exception says; `isAlong`: the thread that the user looks at is another. */
export function stoppedEvent(thread: Thread, { reason, breakpointIds }: Stop, text: string | null, isAlong = false): DebugProtocol.StoppedEvent {
  const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, thread.id, text ?? '');
  const description = reason === 'panic' ? 'Paused on panic' : 'Paused on exception';
  event.body = {
    reason: reason === 'panic' ? 'exception' : reason,
    threadId: thread.id,
    allThreadsStopped: false,
    ...(isAlong ? { preserveFocusHint: true } : {}),
    ...(text === null ? {} : { text: text.split('\n')[0]!, description }),
    ...(breakpointIds.length > 0 ? { hitBreakpointIds: [...breakpointIds] } : {}),
  };
  return event;
}

export function toDapBreakpoint({ id, verified, line, column, message, path }: BreakpointStatus): DebugProtocol.Breakpoint {
  // Of a function or an instruction nothing is known until it is found.
  return { id, verified, ...(line > 0 ? { line } : {}), ...(path === '' ? {} : { source: { path } }), ...(column === undefined ? {} : { column }), ...(message === undefined ? {} : { message }) };
}
