import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import { WasmDebugAdapter, type AdapterHost } from '../../../src/adapter/debug-adapter';

interface Event {
  readonly event: string;
  readonly body: Record<string, unknown>;
}

/** A client of the Debug Adapter Protocol for tests: requests, answers, and the events that came. */
export class DapClient {
  readonly events: Event[] = [];
  private readonly pending = new Map<number, (response: DebugProtocol.Response) => void>();
  private readonly waiting = new Set<() => void>();
  private read = 0;
  /** Number of the last request. */
  lastSeq = 0;
  private buffer = Buffer.alloc(0);
  /** What this client says of itself, besides what every one does. */
  capabilities: object = {};
  /** Does what the adapter asks the client for; rejects where it can't. */
  onRequest = (command: string, _args: unknown): Promise<void> => Promise.reject(new Error(`this client knows no '${command}'`));

  constructor(
    private readonly input: NodeJS.WritableStream,
    output: NodeJS.ReadableStream,
  ) {
    output.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** An adapter in this process, as the editor would run it in another. */
  static inProcess(host: AdapterHost): DapClient {
    const toAdapter = new PassThrough();
    const fromAdapter = new PassThrough();
    const adapter = new WasmDebugAdapter(host);
    adapter.setRunAsServer(true);
    adapter.start(toAdapter, fromAdapter);
    return new DapClient(toAdapter, fromAdapter);
  }

  static over(socket: Duplex): DapClient {
    return new DapClient(socket, socket);
  }

  /** Rejects with the adapter's message where the request failed. */
  async request<Body = Record<string, unknown>>(command: string, args: object = {}): Promise<Body> {
    const response = await this.ask(command, args);
    if (!response.success) throw new Error((response.body as { error?: { variables?: { why?: string } } } | undefined)?.error?.variables?.why ?? response.message ?? 'failed');
    return response.body as Body;
  }

  ask(command: string, args: object = {}): Promise<DebugProtocol.Response> {
    const seq = ++this.lastSeq;
    return new Promise((resolve) => {
      this.pending.set(seq, resolve);
      this.write({ seq, type: 'request', command, arguments: args });
    });
  }

  /** The next event of that name, in the order they came; each is handed out once. */
  async event(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const index = this.events.findIndex((event, at) => at >= this.read && event.event === name);
      if (index >= 0) {
        const [event] = this.events.splice(index, 1);
        return event!.body;
      }
      const ended = name !== 'terminated' && this.events.some((event) => event.event === 'terminated');
      assert.ok(!ended, `the program ended before '${name}'; output: ${this.output()}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Whether such an event came, and was not handed out. */
  hasSeen(name: string): boolean {
    return this.events.some(({ event }) => event === name);
  }

  /** What the program wrote. */
  output(category?: string): string {
    return this.events
      .filter((event) => event.event === 'output' && (category === undefined || event.body['category'] === category))
      .map((event) => String(event.body['output']))
      .join('');
  }

  /** Resolves once the program, or the debugger, has written such a text. */
  async printed(text: RegExp, category: string): Promise<void> {
    while (!text.test(this.output(category))) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  /** Resolves when the program has written that. */
  async written(text: string): Promise<void> {
    while (!this.output().includes(text)) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  async initialize(): Promise<void> {
    await this.request('initialize', { adapterID: 'wasmscope', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path', supportsProgressReporting: true, ...this.capabilities });
    await this.event('initialized');
  }

  async setBreakpoints(path: string, ...lines: number[]): Promise<DebugProtocol.Breakpoint[]> {
    const { breakpoints } = await this.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', { source: { path }, breakpoints: lines.map((line) => ({ line })) });
    return breakpoints;
  }

  /** Frames of a stopped thread as `function:line`. */
  async stack(threadId: number): Promise<string[]> {
    const { stackFrames } = await this.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId });
    return stackFrames.map(({ name, line }) => `${name}:${line}`);
  }

  async frames(threadId: number): Promise<DebugProtocol.StackFrame[]> {
    return (await this.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId })).stackFrames;
  }

  /** Variables of the first scope of a frame, as name to value. */
  async locals(frameId: number, scopeName = 'Locals'): Promise<Record<string, string>> {
    const { scopes } = await this.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
    const scope = scopes.find(({ name }) => name === scopeName);
    assert.ok(scope, `no scope ${scopeName} among ${scopes.map(({ name }) => name).join(', ')}`);
    const { variables } = await this.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference: scope.variablesReference });
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  }

  /** Launches with breakpoints by file set before the program runs; resolves when it runs. */
  async launch(configuration: object, breakpoints: Record<string, number[]> = {}, filters: string[] = []): Promise<void> {
    await this.start('launch', configuration, breakpoints, filters);
  }

  async attach(configuration: object, breakpoints: Record<string, number[]> = {}, filters: string[] = []): Promise<void> {
    await this.start('attach', configuration, breakpoints, filters);
  }

  async stopped(): Promise<{ reason: string; threadId: number; text?: string; preserveFocusHint?: boolean }> {
    return (await this.event('stopped')) as { reason: string; threadId: number; text?: string; preserveFocusHint?: boolean };
  }

  /** null where the program ends first. */
  async stoppedOrEnded(): Promise<Record<string, unknown> | null> {
    for (;;) {
      const index = this.events.findIndex(({ event }) => event === 'stopped');
      if (index >= 0) return this.events.splice(index, 1)[0]!.body;
      if (this.events.some(({ event }) => event === 'terminated')) return null;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  private async start(request: 'launch' | 'attach', configuration: object, breakpoints: Record<string, number[]>, filters: string[]): Promise<void> {
    await this.initialize();
    const started = this.request(request, configuration);
    for (const [path, lines] of Object.entries(breakpoints)) await this.setBreakpoints(path, ...lines);
    await this.request('setExceptionBreakpoints', { filters });
    await this.request('configurationDone');
    await started;
  }

  private receive(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const headEnd = this.buffer.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const size = Number(/Content-Length: (\d+)/.exec(this.buffer.toString('latin1', 0, headEnd))?.[1]);
      if (this.buffer.length < headEnd + 4 + size) return;
      const message = JSON.parse(this.buffer.toString('utf8', headEnd + 4, headEnd + 4 + size)) as DebugProtocol.ProtocolMessage;
      this.buffer = this.buffer.subarray(headEnd + 4 + size);
      this.dispatch(message);
    }
  }

  private write(message: object): void {
    const body = JSON.stringify(message);
    this.input.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private async answer({ seq, command, arguments: args }: DebugProtocol.Request): Promise<void> {
    const why = await this.onRequest(command, args).then(() => undefined, (error: unknown) => (error as Error).message);
    this.write({ seq: ++this.lastSeq, type: 'response', request_seq: seq, command, success: why === undefined, message: why });
  }

  private dispatch(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === 'request') return void this.answer(message as DebugProtocol.Request);
    if (message.type === 'response') {
      const response = message as DebugProtocol.Response;
      const resolve = this.pending.get(response.request_seq);
      assert.ok(resolve, `request ${response.request_seq} (${response.command}) was answered twice`);
      this.pending.delete(response.request_seq);
      resolve(response);
    } else this.events.push(message as DebugProtocol.ProtocolMessage & Event);
    for (const wake of this.waiting) {
      this.waiting.delete(wake);
      wake();
    }
  }
}
