import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AGENT_SYMBOL, type AgentOptions, type PageAgentFace } from '../agent/wire';
import type { TargetInfo } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import type { ModuleHash, TraceEvent } from '../trace/event';
import { LineRecorder } from '../trace/recorder';
import { pageAgentPath } from './package-info';
import { FLUSH_MS, type WatchOptions } from './watch';

/** A document or worker with an agent inside. */
interface PageThread {
  readonly session: CdpSession;
  readonly contextId: number;
  readonly recorder: LineRecorder;
}

const COMPLETE_EVERY_MS = 5;
/** A page that computes answers nobody: it is left then, and what it has said until then counts. */
const ANSWERS_WITHIN_MS = 5_000;

/**
 * The agents of a browser's pages: in each document and each worker before its first script, put there by the protocol,
 * which no content security policy forbids. What they see comes through a binding, so it is here before a document is
 * gone; a module's bytes are asked for when it becomes known.
 */
export class PageAgents {
  private readonly threads = new Map<string, PageThread>();
  private readonly taken = new Set<ModuleHash>();
  private readonly takings = new Set<Promise<void>>();
  private readonly binding = `wasmscope${randomBytes(8).toString('hex')}`;
  private readonly bundle = readFileSync(pageAgentPath, 'utf8');
  private readonly bound = new Set<CdpSession>();
  /** What each new document of a session runs first. */
  private readonly placed: { readonly session: CdpSession; readonly identifier: string }[] = [];

  constructor(
    private readonly pid: number,
    private readonly options: WatchOptions,
  ) {}

  /** To be done while the target waits for its first script. */
  async place(session: CdpSession, { type }: Pick<TargetInfo, 'type'>): Promise<void> {
    await this.bind(session);
    if (type.endsWith('worker')) return this.enter(session, 'launch');
    await session.send('Page.enable');
    const { identifier } = await session.send('Page.addScriptToEvaluateOnNewDocument', { source: this.source('launch') });
    this.placed.push({ session, identifier });
  }

  /** Of one that runs already what it instantiates from now on is seen; a worker that waits still is seen whole. */
  async join(session: CdpSession, isRunning: boolean): Promise<void> {
    await this.bind(session);
    await this.enter(session, isRunning ? 'attach' : 'launch');
  }

  private source(mode: AgentOptions['mode']): string {
    const options: AgentOptions = { spoolDir: null, mode, trackAllocations: this.options.trackAllocations, flushMs: FLUSH_MS, without: [] };
    return `(() => { const module = { exports: {} }; (function (module, exports) {${this.bundle}\n})(module, module.exports); module.exports.start(${JSON.stringify(options)}, ${JSON.stringify(this.binding)}); })()`;
  }

  private async bind(session: CdpSession): Promise<void> {
    if (this.bound.has(session)) return;
    this.bound.add(session);
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === this.binding) this.receive(session, executionContextId, payload);
    });
    // Only an enabled domain gives contexts to come their binding.
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: this.binding });
  }

  private async enter(session: CdpSession, mode: AgentOptions['mode']): Promise<void> {
    const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: this.source(mode), returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    this.completeSoon(session);
  }

  /** What a worker has not got while it waits is there when it runs. */
  private completeSoon(session: CdpSession): void {
    setTimeout(() => {
      void this.call({ session }, 'complete').then((done) => {
        if (done === false && !session.closed) this.completeSoon(session);
      });
    }, COMPLETE_EVERY_MS).unref();
  }

  /** Every agent tells the rest and undoes its hooks, and none comes any more. Gives what the user should know of it, one line each. */
  async takeOut(): Promise<readonly string[]> {
    await Promise.all(this.placed.map(({ session, identifier }) => session.send('Page.removeScriptToEvaluateOnNewDocument', { identifier }).catch(() => undefined)));
    const left = await Promise.all([...this.threads.values()].map((thread) => answersInTime(this.call(thread, 'uninstall'))));
    await Promise.all(this.takings);
    await Promise.all([...this.bound].map((session) => session.send('Runtime.removeBinding', { name: this.binding }).catch(() => undefined)));
    const silent = left.filter((answered) => !answered).length;
    return silent > 0 ? [`${silent} documents or workers of the page did not answer at the end: what they saw last is missing`] : [];
  }

  private receive(session: CdpSession, contextId: number, payload: string): void {
    const end = payload.indexOf('\n');
    const id = payload.slice(0, end);
    let thread = this.threads.get(id);
    if (!thread) {
      const recorder: LineRecorder = new LineRecorder(this.pid, this.threads.size, (event) => this.onEvent(id, event));
      this.threads.set(id, (thread = { session, contextId, recorder }));
    }
    thread.recorder.push(payload.slice(end + 1));
  }

  private onEvent(id: string, event: TraceEvent): void {
    const thread = this.threads.get(id);
    if (thread && event.kind === 'module' && !this.taken.has(event.module)) {
      this.taken.add(event.module);
      const taking = this.take(thread, event.module).finally(() => this.takings.delete(taking));
      this.takings.add(taking);
    } else if (thread && event.kind === 'module') void this.call(thread, 'forgetModule', event.module);
    this.options.onEvent(event);
  }

  /** What a document takes with it as it goes is asked for in the next one that compiles it. */
  private async take(thread: PageThread, module: ModuleHash): Promise<void> {
    const parts: Buffer[] = [];
    for (let from = 0; ; from += parts.at(-1)!.length) {
      const text = await this.call(thread, 'moduleBytes', module, from);
      if (typeof text !== 'string') return void this.taken.delete(module);
      if (text === '') break;
      parts.push(Buffer.from(text, 'base64'));
    }
    this.options.onModule(module, Buffer.concat(parts));
    await this.call(thread, 'forgetModule', module);
  }

  /** undefined where the thread is gone. */
  private async call({ session, contextId }: Pick<PageThread, 'session'> & Partial<PageThread>, method: keyof PageAgentFace, ...args: readonly (string | number)[]): Promise<unknown> {
    const expression = `globalThis[Symbol.for(${JSON.stringify(AGENT_SYMBOL)})]?.${method}(${args.map((each) => JSON.stringify(each)).join(', ')})`;
    try {
      const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true, ...(contextId === undefined ? {} : { contextId }) });
      return result.value as unknown;
    } catch {
      return undefined;
    }
  }
}

function answersInTime(answer: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWERS_WITHIN_MS);
    void answer.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
