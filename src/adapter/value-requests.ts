import { InvalidatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from '../base/user-error';
import type { JsFrame, LiveFrame, WasmFrame } from '../session/frames';
import type { Pause } from '../session/pause';
import type { Thread } from '../session/thread';
import { assignmentIn } from '../values/typed-assignment';
import type { DebugContext } from './debug-context';
import { memoryPlace, type MemoryPlace } from './memory-references';
import type { RequestTable } from './request-table';
import { ScriptValues } from './script-values';
import type { Container } from './variable-store';

/** What variables, expressions and memory say, and setting them. */
export class ValueRequests {
  constructor(private readonly context: DebugContext) {}

  readonly handlers: RequestTable = {
    variables: async ({ variablesReference, filter, start = 0, count, format }: DebugProtocol.VariablesArguments) => {
      const children = await this.formatted(format, () => this.container(variablesReference).children(filter === 'indexed' && count ? { start, count } : undefined));
      // Whoever numbers what is in no order of its own still gets what was asked for.
      return { variables: filter !== 'indexed' && count ? children.slice(start, start + count) : children };
    },
    setVariable: async ({ variablesReference, name, value, format }: DebugProtocol.SetVariableArguments) => {
      const container = this.container(variablesReference);
      const set = container.set?.bind(container);
      if (!set) throw new UserError(`${name} can't be set: of WebAssembly only variables of the source can`);
      const variable = await this.formatted(format, () => set(name, value));
      this.refresh();
      return variable;
    },
    setExpression: async ({ expression, value, frameId, format }: DebugProtocol.SetExpressionArguments) => {
      const { thread, frame } = this.frameOf(frameId);
      const variable = await this.formatted(format, () =>
        frame?.kind === 'wasm' ? this.context.wasmValues(thread, frame).setExpression(expression, value) : this.scripts(thread, frame).evaluate(`${expression} = (${value}\n)`, thread.pause !== null),
      );
      this.refresh();
      return variable;
    },
    evaluate: ({ expression, frameId, context, format }: DebugProtocol.EvaluateArguments) => this.formatted(format, () => this.evaluate(expression, frameId, context)),
    completions: async ({ text, column, line = 1, frameId }: DebugProtocol.CompletionsArguments) => {
      const { thread, frame } = this.frameOf(frameId);
      const typed = (text.split('\n')[line - 1] ?? '').slice(0, column - 1);
      const { replacedLength, found } = await (frame?.kind === 'wasm' ? this.context.wasmValues(thread, frame).completions(typed) : this.scripts(thread, frame).completions(typed));
      const targets = found.map(({ label, kind, detail }) => ({ label, type: kind === 'member' ? 'field' : kind, start: typed.length - replacedLength, length: replacedLength, ...(detail === '' ? {} : { detail }) }));
      return { targets };
    },
    readMemory: async ({ memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments) => {
      const place = memoryPlace(memoryReference, offset);
      const { pause, frame } = await this.memoryHolder(place);
      const bytes = await pause.state(frame).memory.read(place.address, count, place.memory);
      return { address: `0x${place.address.toString(16)}`, data: Buffer.from(bytes).toString('base64'), unreadableBytes: count - bytes.length };
    },
    writeMemory: async ({ memoryReference, offset = 0, data }: DebugProtocol.WriteMemoryArguments) => {
      const { address, memory, ...where } = memoryPlace(memoryReference, offset);
      const { pause, frame } = await this.memoryHolder(where);
      const bytes = Buffer.from(data, 'base64');
      await pause.write(frame, address, bytes, memory);
      this.refresh();
      return { bytesWritten: bytes.length };
    },
  };

  evaluateIn(thread: Thread, frame: LiveFrame, expression: string): Promise<DebugProtocol.Variable> {
    if (frame.kind === 'wasm') return this.context.wasmValues(thread, frame).evaluate(expression);
    return this.scripts(thread, frame).evaluate(expression, true);
  }

  private async evaluate(expression: string, frameId: number | undefined, purpose: string | undefined): Promise<DebugProtocol.EvaluateResponse['body']> {
    const { thread, frame } = this.frameOf(frameId);
    if (purpose === 'clipboard' && frame?.kind === 'wasm') return { result: await this.context.wasmValues(thread, frame).copied(expression), variablesReference: 0 };
    // Looking at something must change nothing.
    const variable = await (frame?.kind === 'wasm' ? this.evaluateTyped(thread, frame, expression, purpose) : this.scripts(thread, frame).evaluate(expression, thread.pause !== null, purpose === 'hover'));
    const { value, type, variablesReference, memoryReference, indexedVariables } = variable;
    return { result: value, variablesReference, ...(type === undefined ? {} : { type }), ...(memoryReference === undefined ? {} : { memoryReference }), ...(indexedVariables === undefined ? {} : { indexedVariables }) };
  }

  /** What the user has typed may run functions of the program, and in the console set what it names. Watches, which each refresh asks for again, cause none. */
  private async evaluateTyped(thread: Thread, frame: WasmFrame, expression: string, purpose: string | undefined): Promise<DebugProtocol.Variable> {
    const values = this.context.wasmValues(thread, frame);
    const meant = purpose === 'repl' ? assignmentIn(expression) : undefined;
    if (meant) return values.setExpression(meant.target.trim(), meant.value.trim()).finally(() => this.refresh());
    return values.evaluate(expression, purpose === 'repl' || purpose === 'watch').finally(() => {
      if (values.hasRun && purpose === 'repl') this.refresh();
    });
  }

  /** Without a frame: among the globals of the first thread. */
  private frameOf(frameId: number | undefined): { readonly thread: Thread; readonly frame: LiveFrame | null } {
    if (frameId !== undefined) return this.context.frame(frameId);
    const [thread] = this.context.debuggee.threads();
    if (!thread) throw new UserError('the program does not run');
    return { thread, frame: null };
  }

  private container(reference: number): Container {
    const container = this.context.variables.get(reference);
    if (!container) throw new UserError('these variables are of a stop that is over');
    return container;
  }

  /** Numbers the way the client wants them (`ValueFormat`), in everything that the work shows. */
  private formatted<Result>(format: DebugProtocol.ValueFormat | undefined, work: () => Promise<Result>): Promise<Result> {
    return this.context.variables.inFormat({ isHex: format?.hex === true }, work);
  }

  /** A stopped thread with the module, or any, on its stack: the one that stopped last, else another. */
  private async memoryHolder({ module }: Pick<MemoryPlace, 'module'>): Promise<{ readonly pause: Pause; readonly frame: WasmFrame }> {
    const { lastStopped, debuggee } = this.context;
    for (const thread of [...(lastStopped ? [lastStopped] : []), ...debuggee.threads()]) {
      const frame = (await thread.pause?.frames())?.find((each) => each.kind === 'wasm' && (module === null || each.script.url === module));
      if (thread.pause && frame?.kind === 'wasm') return { pause: thread.pause, frame };
    }
    throw new UserError(`memory can be read and written while ${module === null ? 'WebAssembly' : `a function of ${module}`} is on the stack of a stopped thread`);
  }

  private scripts(thread: Thread, frame: JsFrame | null): ScriptValues {
    return new ScriptValues(thread, this.context.variables, frame);
  }

  /** Whatever else shows the memory that was written is stale now. */
  private refresh(): void {
    if (this.context.clientRefreshes) this.context.send(new InvalidatedEvent(['variables']));
  }
}
