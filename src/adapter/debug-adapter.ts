import { BreakpointEvent, ContinuedEvent, DebugSession, ExitedEvent, InitializedEvent, OutputEvent, Response, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import { BreakpointJudge } from './breakpoint-judge';
import { breakpointRequests } from './breakpoint-requests';
import { stoppedEvent, toDapBreakpoint } from './dap-breakpoints';
import { DebugContext, type AdapterHost } from './debug-context';
import { informationRequests } from './information-requests';
import { LifeCycleRequests } from './life-cycle-requests';
import { moduleProgress } from './module-progress';
import { ProgramOutput } from './program-output';
import { checkedArguments } from './request-arguments';
import type { RequestHandler, RequestTable } from './request-table';
import { runRequests } from './run-requests';
import { stackRequests } from './stack-requests';
import { ValueRequests } from './value-requests';

export type { AdapterHost } from './debug-context';

const REQUEST_FAILED = 1;
const ONLY_LOOKING = new Set(['stackTrace', 'scopes', 'variables', 'completions', 'disassemble', 'readMemory', 'source', 'loadedSources', 'modules', 'breakpointLocations', 'stepInTargets']);

/** One debug session of one client: requests go to whoever answers them, news of the program come out as events. */
export class WasmDebugAdapter extends DebugSession {
  private readonly context: DebugContext;
  private readonly lifeCycle: LifeCycleRequests;
  private readonly unanswered = new Map<number, DebugProtocol.Response>();
  private readonly handlers: ReadonlyMap<string, RequestHandler>;

  constructor(host: AdapterHost) {
    super();
    const context = (this.context = new DebugContext(
      host,
      (event) => this.sendEvent(event),
      (command, args) => this.ask(command, args),
    ));
    const values = new ValueRequests(context);
    this.lifeCycle = new LifeCycleRequests(context);
    const tables: RequestTable[] = [this.lifeCycle.handlers, breakpointRequests(context), runRequests(context), stackRequests(context), values.handlers, informationRequests(context), moduleProgress(context)];
    this.handlers = new Map(tables.flatMap((table) => Object.entries(table)));
    const judge = new BreakpointJudge(
      {
        isFulfilled: (thread, frame, condition) => (frame.kind === 'wasm' ? context.wasmValues(thread, frame).isFulfilled(condition) : Promise.resolve(true)),
        textOf: async (thread, frame, expression) => (await values.evaluateIn(thread, frame, expression)).value,
      },
      (text, { path, line }) => context.say(text, { path, line }),
    );
    context.debuggee.judge = (thread, breakpoint) => judge.staysStopped(thread, breakpoint);
    this.forwardEvents();
  }

  /** Whichever way the client went: what it left behind is ended or let go. */
  override shutdown(): void {
    void this.leave().finally(() => super.shutdown());
  }

  /** Never rejects. */
  leave(): Promise<void> {
    return this.lifeCycle.leave().catch(() => undefined);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const response: DebugProtocol.Response = new Response(request);
    this.unanswered.set(request.seq, response);
    void this.answer(request, response).then(() => {
      if (request.command === 'initialize') this.sendEvent(new InitializedEvent());
      if (request.command === 'disconnect') this.shutdown();
    });
  }

  /** Every request ends here, once: with its answer or with one readable error; one that was cancelled has ended already. */
  private async answer({ seq, command, arguments: given }: DebugProtocol.Request, response: DebugProtocol.Response): Promise<void> {
    try {
      const handler = this.handlers.get(command);
      if (!handler) throw new UserError(`'${command}' is not a request that Wasmscope knows`);
      const args = checkedArguments(command, given);
      if (command === 'cancel') this.cancel(args);
      response.body = await handler(args as never);
      if (this.unanswered.delete(seq)) this.sendResponse(response);
    } catch (error) {
      if (this.unanswered.delete(seq)) this.sendResponse(failed(response, messageFor(error)));
    }
  }

  /** A request that only looks is answered at once, as cancelled; what it has begun goes on unseen. */
  private cancel({ requestId }: DebugProtocol.CancelArguments): void {
    const response = requestId === undefined ? undefined : this.unanswered.get(requestId);
    if (!response || !ONLY_LOOKING.has(response.command)) return;
    this.unanswered.delete(response.request_seq);
    this.sendResponse({ ...response, success: false, message: 'cancelled' });
  }

  private ask(command: string, args: object): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sendRequest(command, args, LIMITS.adapter.childSessionMs, ({ success, message }) => (success ? resolve() : reject(new UserError(message || 'it gave no reason'))));
    });
  }

  private forwardEvents(): void {
    const { context } = this;
    const { events } = context.debuggee;
    events.on('stopped', ({ thread, stop }) => {
      const isAlong = context.together.stoppedAlong(thread);
      if (!isAlong) context.lastStopped = thread;
      if (stop.reason !== 'panic') this.sendEvent(stoppedEvent(thread, stop, stop.text, isAlong));
      else void context.panicText(thread).then((text) => this.sendEvent(stoppedEvent(thread, stop, text)));
    });
    events.on('resumed', (thread) => {
      context.forgetStop(thread);
      this.sendEvent(new ContinuedEvent(thread.id, false));
    });
    events.on('threadStarted', ({ id }) => this.sendEvent(new ThreadEvent('started', id)));
    events.on('threadEnded', (thread) => {
      context.forgetStop(thread);
      this.sendEvent(new ThreadEvent('exited', thread.id));
    });
    events.on('breakpoint', (status) => this.sendEvent(new BreakpointEvent('changed', toDapBreakpoint(status))));
    const output = new ProgramOutput(context.debuggee, ({ category, text }) => this.sendEvent(new OutputEvent(text, category)));
    events.on('ended', ({ exitCode, why }) =>
      output.afterwards(() => {
        if (!context.endIsWanted) context.say(why);
        if (exitCode !== null) this.sendEvent(new ExitedEvent(exitCode));
        this.sendEvent(new TerminatedEvent());
      }),
    );
  }
}

/**
 * `message` is all that some clients show. The text stands in a variable so that braces in it are not taken for
 * placeholders. What was only looked at is said where it would have stood: a stop that was stepped on from too soon is no
 * news to be put before the user.
 */
function failed(response: DebugProtocol.Response, why: string): DebugProtocol.Response {
  return { ...response, success: false, message: why, body: { error: { id: REQUEST_FAILED, format: '{why}', variables: { why }, showUser: !ONLY_LOOKING.has(response.command) && response.command !== 'evaluate' } } };
}
