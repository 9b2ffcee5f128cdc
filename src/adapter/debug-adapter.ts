import { BreakpointEvent, DebugSession, ExitedEvent, InitializedEvent, InvalidatedEvent, ContinuedEvent, OutputEvent, Source, TerminatedEvent, ThreadEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename, dirname } from 'node:path';
import { memoryAddress } from '../base/offsets';
import { UserError, messageFor } from '../base/user-error';
import { attachNode } from '../session/attach';
import { Debuggee } from '../session/debuggee';
import type { Frame } from '../session/frames';
import { launchNode } from '../session/launch';
import type { Program } from '../session/program';
import { diskFolders } from '../session/disk-folders';
import { SourcePaths, projectFolder } from '../session/source-paths';
import type { Thread } from '../session/thread';
import type { StepKind } from '../session/stepping';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { BreakpointJudge } from './breakpoint-judge';
import { CodeAddresses } from './code-addresses';
import { attachTarget, launchOptions, runSettings, sourceSettings, unmetWishes, type Configuration } from './configuration';
import { stoppedEvent, toDapBreakpoint, toFunctionWish, toWish } from './dap-breakpoints';
import { DapSources, toDapFrame } from './dap-frames';
import { disassemble } from './disassemble';
import type { textOf } from './script-values';
import { ScriptValues } from './script-values';
import { VariableStore } from './variable-store';
import { WasmValues } from './wasm-values';

/** What the adapter needs of the house around it. */
export interface AdapterHost {
  /** `debugDirs` hold debug information kept apart from modules. */
  openSymbols(bytes: Uint8Array, url: string, debugDirs: readonly string[]): Promise<ModuleSymbols>;
}

const REQUEST_FAILED = 1;

/** One debug session of one client: DAP requests in, calls of the session layer out. Holds no knowledge of its own. */
export class WasmDebugAdapter extends DebugSession {
  private readonly paths: SourcePaths;
  private readonly debuggee: Debuggee;
  private readonly variables = new VariableStore();
  private readonly sources = new DapSources();
  private readonly addresses = new CodeAddresses();
  private readonly frames = new Map<number, { readonly threadId: number; readonly frame: Frame }>();
  private debugDirs: readonly string[] = [];
  private lastFrameId = 0;
  private clientRefreshes = false;
  private program: Program | undefined;
  private readonly configured: Promise<void>;
  private configurationIsDone!: () => void;
  private lastStopped: Thread | undefined;

  constructor(host: AdapterHost) {
    super();
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
    this.paths = new SourcePaths(diskFolders);
    this.debuggee = new Debuggee({ paths: this.paths, openSymbols: (bytes, url) => host.openSymbols(bytes, url, this.debugDirs) });
    const judge = new BreakpointJudge(
      {
        isFulfilled: (thread, frame, condition) => (frame.kind === 'wasm' ? this.wasmValues(thread, frame).isFulfilled(condition) : Promise.resolve(true)),
        textOf: async (thread, frame, expression) => (await this.evaluateIn(thread, frame, expression)).value,
      },
      (text, { path, line }) => this.say(text, { path, line }),
    );
    this.debuggee.judge = (thread, breakpoint) => judge.staysStopped(thread, breakpoint);
    this.configured = new Promise((resolve) => (this.configurationIsDone = resolve));
    this.forwardEvents();
  }

  /** The protocol's default for `pathFormat` is `path`; the base class refuses a client that leaves it out. */
  protected override dispatchRequest(request: DebugProtocol.Request): void {
    if (request.command === 'initialize') request.arguments = { pathFormat: 'path', ...(request.arguments as object | undefined) };
    super.dispatchRequest(request);
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse, args: DebugProtocol.InitializeRequestArguments): void {
    this.clientRefreshes = args.supportsInvalidatedEvent === true;
    void this.answer(response, () => {
      response.body = {
        supportsConfigurationDoneRequest: true,
        supportsExceptionInfoRequest: true,
        supportsEvaluateForHovers: true,
        supportsConditionalBreakpoints: true,
        supportsHitConditionalBreakpoints: true,
        supportsLogPoints: true,
        supportsTerminateRequest: true,
        supportTerminateDebuggee: true,
        supportsLoadedSourcesRequest: true,
        supportsModulesRequest: true,
        supportsReadMemoryRequest: true,
        supportsFunctionBreakpoints: true,
        supportsSetVariable: true,
        supportsDisassembleRequest: true,
        supportsDelayedStackTraceLoading: true,
        exceptionBreakpointFilters: [
          { filter: 'all', label: 'Caught exceptions', default: false },
          { filter: 'uncaught', label: 'Uncaught exceptions', default: true },
          { filter: 'traps', label: 'WebAssembly traps', description: 'Stops where WebAssembly fails, even when JavaScript catches it', default: true },
        ],
      };
    }).then(() => this.sendEvent(new InitializedEvent()));
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse, args: DebugProtocol.LaunchRequestArguments): void {
    void this.answer(response, async () => {
      const options = launchOptions(args as Configuration);
      this.useSources(args as Configuration, [options.cwd, projectFolder(dirname(options.program), diskFolders)]);
      await this.begin(launchNode(this.debuggee, options));
    });
  }

  protected override attachRequest(response: DebugProtocol.AttachResponse, args: DebugProtocol.AttachRequestArguments): void {
    void this.answer(response, async () => {
      const cwd = (args as Configuration)['cwd'];
      this.useSources(args as Configuration, typeof cwd === 'string' ? [cwd] : []);
      await this.begin(attachNode(this.debuggee, attachTarget(args as Configuration), runSettings(args as Configuration)));
    });
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    void this.answer(response, () => this.configurationIsDone());
  }

  protected override setBreakPointsRequest(response: DebugProtocol.SetBreakpointsResponse, args: DebugProtocol.SetBreakpointsArguments): void {
    void this.answer(response, async () => {
      const { path } = args.source;
      if (path === undefined) throw new UserError('breakpoints can be set in files only');
      this.paths.addRoot(dirname(path));
      response.body = { breakpoints: (await this.debuggee.setBreakpoints(path, (args.breakpoints ?? []).map(toWish))).map(toDapBreakpoint) };
    });
  }

  protected override setFunctionBreakPointsRequest(response: DebugProtocol.SetFunctionBreakpointsResponse, { breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments): void {
    void this.answer(response, async () => {
      response.body = { breakpoints: (await this.debuggee.setBreakpoints('', breakpoints.map(toFunctionWish))).map(toDapBreakpoint) };
    });
  }

  protected override setExceptionBreakPointsRequest(response: DebugProtocol.SetExceptionBreakpointsResponse, { filters }: DebugProtocol.SetExceptionBreakpointsArguments): void {
    void this.answer(response, () =>
      this.debuggee.setExceptionFilters({ uncaught: filters.includes('uncaught'), all: filters.includes('all'), traps: filters.includes('traps') }),
    );
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    void this.answer(response, () => {
      response.body = { threads: this.debuggee.threads().map(({ id, name }) => ({ id, name })) };
    });
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse, args: DebugProtocol.StackTraceArguments): void {
    void this.answer(response, async () => {
      const thread = this.debuggee.thread(args.threadId);
      const frames = await thread.requirePause().frames();
      const start = args.startFrame ?? 0;
      const shown = frames.slice(start, args.levels ? start + args.levels : undefined);
      response.body = { stackFrames: shown.map((frame) => toDapFrame(this.frameId(thread.id, frame), frame, this.sources.sourceOf(frame, thread.session), this.addresses)), totalFrames: frames.length };
    });
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse, { frameId }: DebugProtocol.ScopesArguments): void {
    void this.answer(response, () => {
      const { thread, frame } = this.frame(frameId);
      if (frame.kind === 'wasm') {
        response.body = { scopes: this.wasmValues(thread, frame).scopes() };
        return;
      }
      const values = new ScriptValues(thread.session, thread.id, this.variables);
      const scopes = frame.callFrame.scopeChain.map(({ type, name, object }) => ({
        name: name !== undefined && name !== '' && type !== 'local' ? `${capital(type)} (${name})` : capital(type),
        variablesReference: values.reference(object),
        expensive: type === 'global',
        ...(type === 'local' ? { presentationHint: 'locals' } : {}),
      }));
      response.body = { scopes };
    });
  }

  protected override variablesRequest(response: DebugProtocol.VariablesResponse, { variablesReference }: DebugProtocol.VariablesArguments): void {
    void this.answer(response, async () => {
      const container = this.variables.get(variablesReference);
      if (!container) throw new UserError('these variables are of a stop that is over');
      response.body = { variables: await container.children() };
    });
  }

  protected override setVariableRequest(response: DebugProtocol.SetVariableResponse, { variablesReference, name, value }: DebugProtocol.SetVariableArguments): void {
    void this.answer(response, async () => {
      const container = this.variables.get(variablesReference);
      if (!container?.set) throw new UserError(`${name} can't be set: of WebAssembly only variables of the source can, and those of JavaScript only by evaluating an assignment`);
      response.body = await container.set(name, value);
      // Whatever else shows that memory is stale now.
      if (this.clientRefreshes) this.sendEvent(new InvalidatedEvent(['variables']));
    });
  }

  protected override disassembleRequest(response: DebugProtocol.DisassembleResponse, args: DebugProtocol.DisassembleArguments): void {
    void this.answer(response, async () => {
      response.body = { instructions: await disassemble(this.addresses, this.paths, args) };
    });
  }

  protected override evaluateRequest(response: DebugProtocol.EvaluateResponse, { expression, frameId }: DebugProtocol.EvaluateArguments): void {
    void this.answer(response, async () => {
      const { value, type, variablesReference, memoryReference } = await this.evaluate(expression, frameId);
      response.body = { result: value, variablesReference, ...(type === undefined ? {} : { type }), ...(memoryReference === undefined ? {} : { memoryReference }) };
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse, { threadId }: DebugProtocol.ContinueArguments): void {
    void this.answer(response, async () => {
      const thread = this.debuggee.thread(threadId);
      thread.requirePause();
      this.forgetStop(thread);
      response.body = { allThreadsContinued: false };
      await thread.resume();
    });
  }

  protected override nextRequest(response: DebugProtocol.NextResponse, { threadId }: DebugProtocol.NextArguments): void {
    this.stepRequest(response, threadId, 'over');
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse, { threadId }: DebugProtocol.StepInArguments): void {
    this.stepRequest(response, threadId, 'into');
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse, { threadId }: DebugProtocol.StepOutArguments): void {
    this.stepRequest(response, threadId, 'out');
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse, { threadId }: DebugProtocol.PauseArguments): void {
    void this.answer(response, () => this.debuggee.thread(threadId).requestPause());
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse, { threadId }: DebugProtocol.ExceptionInfoArguments): void {
    void this.answer(response, () => {
      const { thrown } = this.debuggee.thread(threadId).requirePause();
      if (!thrown) throw new UserError('the thread did not stop at an exception');
      const { text, className, isUncaught } = thrown;
      response.body = {
        exceptionId: className ?? 'exception',
        description: text.split('\n')[0]!,
        breakMode: isUncaught ? 'unhandled' : 'always',
        details: { message: text.split('\n')[0]!, stackTrace: text, ...(className === null ? {} : { typeName: className }) },
      };
    });
  }

  protected override sourceRequest(response: DebugProtocol.SourceResponse, args: DebugProtocol.SourceArguments): void {
    void this.answer(response, async () => {
      const text = this.sources.text(args.source?.sourceReference ?? args.sourceReference);
      if (!text) throw new UserError('there is no text for this source');
      response.body = { content: await text.read() };
    });
  }

  protected override loadedSourcesRequest(response: DebugProtocol.LoadedSourcesResponse): void {
    void this.answer(response, async () => {
      const symbols = await this.loadedSymbols();
      const paths = new Set(symbols.flatMap(([, each]) => each.files().flatMap((file) => this.paths.resolve(file) ?? [])));
      response.body = { sources: [...paths].map((path) => new Source(path.split('/').at(-1)!, path)) };
    });
  }

  protected override readMemoryRequest(response: DebugProtocol.ReadMemoryResponse, { memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments): void {
    void this.answer(response, async () => {
      const pause = this.lastStopped?.requirePause();
      const frame = (await pause?.frames())?.find(({ kind }) => kind === 'wasm');
      if (!pause || !frame) throw new UserError('memory can be read while WebAssembly is on the stack of a stopped thread');
      const start = Math.max(0, Number(memoryReference) + offset);
      const bytes = await pause.state(frame).memory.read(memoryAddress(start), count);
      response.body = { address: `0x${start.toString(16)}`, data: Buffer.from(bytes).toString('base64'), unreadableBytes: count - bytes.length };
    });
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse, args: DebugProtocol.DisconnectArguments): void {
    void this.answer(response, async () => {
      const program = this.program;
      this.program = undefined;
      if (!program) return;
      await ((args.terminateDebuggee ?? program.launched) ? program.terminate() : program.detach());
    }).then(() => this.shutdown());
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    void this.answer(response, async () => {
      await this.program?.terminate();
      this.debuggee.end(null, 'the program was ended');
    });
  }

  protected override customRequest(command: string, response: DebugProtocol.Response): void {
    void this.answer(response, async () => {
      if (command !== 'modules') throw new UserError(`'${command}' is not a request that Wasmscope knows`);
      const symbols = await this.loadedSymbols();
      const modules = symbols.map(([scriptId, { kinds, module }], index) => ({ id: scriptId, name: module.names.module ?? `module ${index + 1}`, symbolStatus: kinds.join(', ') || 'none' }));
      response.body = { modules, totalModules: modules.length };
    });
  }

  /** Every request ends here, once: with its answer or with one readable error. */
  private async answer(response: DebugProtocol.Response, work: () => Promise<unknown> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The text stands in a variable so that braces in it are not taken for placeholders.
      this.sendErrorResponse(response, { id: REQUEST_FAILED, format: '{why}', variables: { why: messageFor(error) }, showUser: true });
      return;
    }
    this.sendResponse(response);
  }

  private stepRequest(response: DebugProtocol.Response, threadId: number, kind: StepKind): void {
    void this.answer(response, () => {
      const thread = this.debuggee.thread(threadId);
      thread.requirePause();
      this.forgetStop(thread);
      thread.step(kind);
    });
  }

  /** The program runs once the client has set everything up, whichever comes last. */
  private async begin(starting: Promise<Program>): Promise<void> {
    const program = await starting;
    this.program = program;
    void this.configured.then(() => program.run()).catch((error: unknown) => this.debuggee.onTrouble(messageFor(error)));
  }

  private useSources(configuration: Configuration, roots: readonly string[]): void {
    const settings = sourceSettings(configuration);
    this.debugDirs = settings.debugDirs;
    for (const mapping of settings.pathMap) this.paths.addMapping(mapping);
    for (const root of [...settings.roots, ...roots, ...settings.debugDirs]) this.paths.addRoot(root);
    for (const wish of unmetWishes(configuration)) this.say(wish);
  }

  /** A line of the debugger's own in the console. */
  private say(text: string, from?: { readonly path: string; readonly line: number }): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, 'console');
    if (from) event.body = { ...event.body, source: new Source(basename(from.path), from.path), line: from.line };
    this.sendEvent(event);
  }

  private async evaluate(expression: string, frameId: number | undefined): Promise<DebugProtocol.Variable> {
    if (frameId === undefined) {
      const [thread] = this.debuggee.threads();
      if (!thread) throw new UserError('the program does not run');
      const answer = await thread.session.send('Runtime.evaluate', { expression, generatePreview: true, replMode: true, disableBreaks: true });
      return this.scriptResult(thread, expression, answer);
    }
    const { thread, frame } = this.frame(frameId);
    return this.evaluateIn(thread, frame, expression);
  }

  private async evaluateIn(thread: Thread, frame: Frame, expression: string): Promise<DebugProtocol.Variable> {
    if (frame.kind === 'wasm') return this.wasmValues(thread, frame).evaluate(expression);
    const answer = await thread.session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrame.callFrameId, expression, generatePreview: true });
    return this.scriptResult(thread, expression, answer);
  }

  private scriptResult(thread: Thread, expression: string, { result, exceptionDetails }: { result: Parameters<typeof textOf>[0]; exceptionDetails?: { text: string } | undefined }): DebugProtocol.Variable {
    if (exceptionDetails) throw new UserError(result.description?.split('\n')[0] ?? exceptionDetails.text);
    return new ScriptValues(thread.session, thread.id, this.variables).variable(expression, result);
  }

  private wasmValues(thread: Thread, frame: Frame & { kind: 'wasm' }): WasmValues {
    return new WasmValues(frame, thread.requirePause(), thread.id, this.variables);
  }

  private frameId(threadId: number, frame: Frame): number {
    this.frames.set(++this.lastFrameId, { threadId, frame });
    return this.lastFrameId;
  }

  private frame(frameId: number): { thread: Thread; frame: Frame } {
    const entry = this.frames.get(frameId);
    if (!entry) throw new UserError('this frame is of a stop that is over');
    return { thread: this.debuggee.thread(entry.threadId), frame: entry.frame };
  }

  private forgetStop({ id }: Thread): void {
    this.variables.forgetThread(id);
    for (const [frameId, { threadId }] of this.frames) if (threadId === id) this.frames.delete(frameId);
  }

  private async loadedSymbols(): Promise<[string, ModuleSymbols][]> {
    const scripts = this.debuggee.threads().flatMap((thread) => [...thread.scripts()]);
    return Promise.all(scripts.map(async (script): Promise<[string, ModuleSymbols]> => [script.scriptId, await script.symbols()]));
  }

  private forwardEvents(): void {
    const { events } = this.debuggee;
    events.on('stopped', ({ thread, stop }) => {
      this.lastStopped = thread;
      this.sendEvent(stoppedEvent(thread, stop));
    });
    events.on('resumed', (thread) => {
      this.forgetStop(thread);
      this.sendEvent(new ContinuedEvent(thread.id, false));
    });
    events.on('threadStarted', ({ id }) => this.sendEvent(new ThreadEvent('started', id)));
    events.on('threadEnded', (thread) => {
      this.forgetStop(thread);
      this.sendEvent(new ThreadEvent('exited', thread.id));
    });
    events.on('breakpoint', (status) => this.sendEvent(new BreakpointEvent('changed', toDapBreakpoint(status))));
    events.on('output', ({ category, text }) => this.sendEvent(new OutputEvent(text, category)));
    events.on('ended', ({ exitCode, why }) => {
      this.say(why);
      if (exitCode !== null) this.sendEvent(new ExitedEvent(exitCode));
      this.sendEvent(new TerminatedEvent());
    });
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
