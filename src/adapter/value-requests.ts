import { InvalidatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { memoryAddress } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { LiveFrame } from '../session/frames';
import type { Thread } from '../session/thread';
import type { DebugContext } from './debug-context';
import type { RequestTable } from './request-table';
import { ScriptValues } from './script-values';

/** What variables, expressions and memory say, and setting them. */
export class ValueRequests {
  constructor(private readonly context: DebugContext) {}

  readonly handlers: RequestTable = {
    variables: async ({ variablesReference }: DebugProtocol.VariablesArguments) => {
      const container = this.context.variables.get(variablesReference);
      if (!container) throw new UserError('these variables are of a stop that is over');
      return { variables: await container.children() };
    },
    setVariable: async ({ variablesReference, name, value }: DebugProtocol.SetVariableArguments) => {
      const container = this.context.variables.get(variablesReference);
      if (!container?.set) throw new UserError(`${name} can't be set: of WebAssembly only variables of the source can, and those of JavaScript only by evaluating an assignment`);
      const variable = await container.set(name, value);
      this.refresh();
      return variable;
    },
    evaluate: async ({ expression, frameId }: DebugProtocol.EvaluateArguments) => {
      const { value, type, variablesReference, memoryReference } = await this.evaluate(expression, frameId);
      return { result: value, variablesReference, ...(type === undefined ? {} : { type }), ...(memoryReference === undefined ? {} : { memoryReference }) };
    },
    readMemory: async ({ memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments) => {
      const pause = this.context.lastStopped?.requirePause();
      const frame = (await pause?.frames())?.find((each) => each.kind === 'wasm');
      if (!pause || !frame) throw new UserError('memory can be read while WebAssembly is on the stack of a stopped thread');
      const start = Math.max(0, Number(memoryReference) + offset);
      const bytes = await pause.state(frame).memory.read(memoryAddress(start), count);
      return { address: `0x${start.toString(16)}`, data: Buffer.from(bytes).toString('base64'), unreadableBytes: count - bytes.length };
    },
  };

  evaluateIn(thread: Thread, frame: LiveFrame, expression: string): Promise<DebugProtocol.Variable> {
    if (frame.kind === 'wasm') return this.context.wasmValues(thread, frame).evaluate(expression);
    return this.scripts(thread).evaluate(expression, frame, true);
  }

  private evaluate(expression: string, frameId: number | undefined): Promise<DebugProtocol.Variable> {
    if (frameId !== undefined) {
      const { thread, frame } = this.context.frame(frameId);
      return this.evaluateIn(thread, frame, expression);
    }
    const [thread] = this.context.debuggee.threads();
    if (!thread) throw new UserError('the program does not run');
    return this.scripts(thread).evaluate(expression, null, thread.pause !== null);
  }

  private scripts(thread: Thread): ScriptValues {
    return new ScriptValues(thread.session, thread.id, this.context.variables);
  }

  /** Whatever else shows the memory that was written is stale now. */
  private refresh(): void {
    if (this.context.clientRefreshes) this.context.send(new InvalidatedEvent(['variables']));
  }
}
