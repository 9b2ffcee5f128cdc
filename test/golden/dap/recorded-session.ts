import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from '../../e2e/debug/dap-client';
import { readFileSync } from 'node:fs';
import { lineOf, type DebuggeeFolder } from '../../e2e/debug/debuggee-folder';

const RESUMING = new Set(['configurationDone', 'continue', 'next', 'stepIn', 'stepOut']);

/**
 * Talks with an adapter and writes everything down: requests, answers, and after each the events that came with it,
 * by kind, since their order among each other is nobody's promise. What differs between machines, runs and versions of
 * Node is made equal: folders, ids of scripts and frames, hashes in addresses, Node's own frames.
 */
export class RecordedSession {
  private readonly lines: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly client: DapClient;
  private lastThread = 0;

  constructor(private readonly folder: DebuggeeFolder) {
    this.client = folder.client();
  }

  async ask<Body = Record<string, unknown>>(command: string, args: object = {}): Promise<Body> {
    this.lines.push(`→ ${command} ${this.text(args)}`);
    const response = await this.client.ask(command, args);
    this.lines.push(response.success ? `← ${this.text(withoutNode((response.body ?? {}) as object))}` : `← failed: ${this.text(errorOf(response))}`);
    if (RESUMING.has(command)) await this.untilStopped();
    else this.writeEvents();
    return response.body as Body;
  }

  /** The launch is answered once the program waits, and it may not run before everything is set. */
  async launch(configuration: object, breakpoints: DebugProtocol.SetBreakpointsArguments, filters: readonly string[]): Promise<void> {
    await this.ask('initialize', { adapterID: 'wasmscope', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' });
    await this.ask('launch', configuration);
    await this.ask('setBreakpoints', breakpoints);
    await this.ask('setExceptionBreakpoints', { filters });
    await this.ask('configurationDone');
  }

  /** `at`: text of the line. */
  breakpointsAt(source: string, stops: readonly { readonly at: string; readonly condition?: string }[]): DebugProtocol.SetBreakpointsArguments {
    const path = this.folder.file(source);
    const text = readFileSync(path, 'utf8');
    return { source: { path }, breakpoints: stops.map(({ at, ...rest }) => ({ line: lineOf(text, at), ...rest })) };
  }

  /** Stack, scopes and the variables of the innermost frame, as an editor asks for them at each stop. */
  async look(): Promise<{ frameId: number; variables: DebugProtocol.Variable[] }> {
    const { stackFrames } = await this.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId: this.threadId });
    const frameId = stackFrames[0]!.id;
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
    const { variables } = await this.ask<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference: scopes[0]!.variablesReference });
    return { frameId, variables };
  }

  get threadId(): number {
    return this.lastThread;
  }

  get transcript(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private async untilStopped(): Promise<void> {
    const body = await this.client.stoppedOrEnded();
    if (body) {
      this.lastThread = Number(body['threadId']);
      this.lines.push(`  stopped ${this.text(body)}`);
    }
    this.writeEvents();
  }

  private writeEvents(): void {
    const events = this.client.events.splice(0).map(({ event, body }) => ({ event, body: body ?? {} }));
    const kinds = [...new Set(events.map(({ event }) => event))].sort();
    for (const kind of kinds) {
      for (const body of merged(events.filter(({ event }) => event === kind).map((each) => each.body))) this.lines.push(`  ${kind} ${this.text(body)}`);
    }
  }

  private text(value: unknown): string {
    const words = JSON.stringify(value, (key, inner: unknown) => this.stable(key, inner), 1);
    return oneLine(words).replaceAll(this.folder.path, '<here>').replace(/http:\/\/127\.0\.0\.1:\d+/g, '<server>').replace(/wasm:\/\/wasm\/([\w.-]+-)?[\da-f]{8}/g, 'wasm://wasm/<hash>').replace(/(\\n {4}at (?:[^\\"]*\()?node:[^\\"]*)+/g, '\\n    …');
  }

  private stable(key: string, value: unknown): unknown {
    if (key === 'runtimeExecutable') return '<node>';
    if (key === 'moduleId') return `module ${this.numberOf('module', value)}`;
    if (key === 'frameId') return this.numberOf('frame', value);
    if (key === 'stackFrames') return (value as DebugProtocol.StackFrame[]).map((frame) => ({ ...frame, id: this.numberOf('frame', frame.id) }));
    return value;
  }

  /** In the order met. */
  private numberOf(kind: string, id: unknown): number {
    const key = `${kind} ${String(id)}`;
    const known = this.numbers.get(key) ?? [...this.numbers.keys()].filter((each) => each.startsWith(kind)).length + 1;
    this.numbers.set(key, known);
    return known;
  }
}

/** Small objects on a line, larger ones a member a line. */
function oneLine(indented: string): string {
  let text = indented;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/([[{])\n +([^[\]{}]*?)\n *([\]}])/g, (whole, open: string, inner: string, close: string) => {
      const joined = `${open}${inner.replace(/,\n +/g, ', ')}${close}`;
      return joined.length > 150 ? whole : joined;
    });
  }
  return text;
}

/** A program's output comes in pieces of any size. */
function merged(bodies: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const all: Record<string, unknown>[] = [];
  for (const body of bodies) {
    const same = 'output' in body ? all.find(({ category }) => category === body['category']) : undefined;
    if (same) same['output'] = `${String(same['output'])}${String(body['output'])}`;
    else all.push({ ...body });
  }
  return all;
}

function withoutNode(body: object): object {
  const { stackFrames } = body as { stackFrames?: DebugProtocol.StackFrame[] };
  if (!stackFrames) return body;
  const own = stackFrames.filter(({ source }) => !source?.name?.startsWith('node:'));
  return { stackFrames: own, ofNode: own.length < stackFrames.length };
}

function errorOf(response: DebugProtocol.Response): string {
  return (response.body as { error?: { variables?: { why?: string } } } | undefined)?.error?.variables?.why ?? response.message ?? '';
}
