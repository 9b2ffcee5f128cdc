import { LIMITS } from '../../base/limits';
import type { ModuleHash } from '../../trace/event';
import { sha256Hex } from '../../wasm/content-hash';
import type { LineSink } from '../emitter';
import type { AgentCore, AgentRuntime } from '../host';
import type { Operation } from '../operations';
import type { Patches } from '../patches';
import type { ScriptPlace } from '../runtime';
import { PAGE_GC } from '../wire';
import { PAGE_PROBES } from '../probes/page-probes';
import { noteFetchedModules } from './fetched-modules';
import { page, type UnhandledRejection } from './page-globals';
import { PageAsyncContext } from './page-async-context';
import { PagePromises } from './page-promises';

/** A document or worker of a page, before its first script. */
export class PageRuntime implements AgentRuntime {
  readonly kind = 'page';
  readonly cpuMs = undefined;
  readonly isMainThread = page.document !== undefined;
  /** A worker itself posts to the page. */
  readonly messageSenders = [page.MessagePort.prototype, ...(page.Worker ? [page.Worker.prototype] : []), ...(page.document === undefined && page.postMessage ? [page] : [])];
  readonly probes = PAGE_PROBES;
  readonly thread = { ppid: 0, nodeVersion: null, argv: [], cwd: '' };
  readonly lines: LineSink;
  readonly collectGarbage: (() => void) | null;
  private promises: PagePromises | null = null;
  private readonly modules = new Map<ModuleHash, Uint8Array>();
  private timers: Timers | null = null;
  private readonly incomplete: (() => void)[] = [];
  private keptBytes = 0;
  private readonly turns = new Turns();

  /** `send` takes lines out of the page. */
  constructor(send: (text: string) => void) {
    this.lines = { write: send, close: () => undefined };
    this.collectGarbage = page[PAGE_GC] ?? null;
  }

  readonly require = ((module: string) => {
    throw new Error(`a page has no ${module}`);
  }) as unknown as NodeJS.Require;

  asyncTracking(patches: Patches): { promises: PagePromises; context: PageAsyncContext<Operation> } {
    const context = new PageAsyncContext<Operation>();
    this.whenComplete(() => context.follow(patches));
    const promises = new PagePromises(patches, context, (work) => this.nextTurn(work));
    this.promises = promises;
    return { promises, context };
  }

  follow({ modules, patches }: AgentCore): void {
    noteFetchedModules(modules, patches);
  }

  patched(): void {
    // Everybody sees a global function as it is now.
  }

  nextTurn(work: () => void): void {
    this.turns.next(work);
  }

  after(delayMs: number, work: () => void): void {
    this.timers?.setTimeout(work, delayMs);
  }

  every(periodMs: number, work: () => void): () => void {
    let stop: (() => void) | null = () => (stop = null);
    this.whenComplete(() => {
      if (stop === null) return;
      const timer = this.timers!.setInterval(work, periodMs);
      stop = () => this.timers!.clearInterval(timer);
    });
    return () => stop?.();
  }

  /** A worker that waits for its first script has no timers yet, and is told when it runs. */
  private whenComplete(work: () => void): void {
    this.incomplete.push(work);
    this.complete();
  }

  /** False where there is something to wait for. The page's own timers are taken before anybody replaces them. */
  complete(): boolean {
    if (typeof globalThis.setTimeout !== 'function') return false;
    const { setTimeout, setInterval, clearInterval } = globalThis;
    this.timers ??= {
      setTimeout: (...args) => void setTimeout(...args),
      setInterval: (...args) => setInterval(...args),
      clearInterval: (timer) => clearInterval(timer),
    };
    for (const work of this.incomplete.splice(0)) work();
    return true;
  }

  /** Another document comes in this one's place. A worker is told nothing of its end. */
  onExit(soon: () => void, end: (exitCode: number | null) => void): () => void {
    const onHide = (): void => {
      soon();
      end(null);
    };
    page.addEventListener('pagehide', onHide);
    return () => page.removeEventListener('pagehide', onHide);
  }

  onUnhandledRejection(listener: (reason: unknown, promise: unknown) => void): () => void {
    const onRejection = ({ reason, promise }: UnhandledRejection): void => listener(reason, this.promises?.rejected(promise));
    page.addEventListener('unhandledrejection', onRejection, { capture: true });
    return () => page.removeEventListener('unhandledrejection', onRejection, { capture: true });
  }

  /** Bundles of pages name their maps, which are read outside. */
  writtenAt(place: ScriptPlace): ScriptPlace {
    return place;
  }

  onAnswer(): () => void {
    return () => undefined;
  }

  startVitals(): null {
    return null;
  }

  sha256(bytes: Uint8Array): string {
    return sha256Hex(bytes);
  }

  heapUsedBytes(): number {
    return page.performance.memory?.usedJSHeapSize ?? 0;
  }

  /** Until they are asked for. */
  keepModule(hash: ModuleHash, bytes: Uint8Array): null {
    if (this.keptBytes + bytes.length > LIMITS.agent.keptModuleBytes) return null;
    this.keptBytes += bytes.length;
    this.modules.set(hash, bytes.slice());
    return null;
  }

  /** Base64 of the bytes from `from` on, at most `LIMITS.agent.drainBytes`; '' at the end, and of what is not kept. */
  moduleBytes(hash: ModuleHash, from: number): string {
    const part = this.modules.get(hash)?.subarray(from, from + LIMITS.agent.drainBytes) ?? new Uint8Array();
    return btoa(Array.from({ length: Math.ceil(part.length / TEXT_BYTES) }, (_, index) => String.fromCharCode(...part.subarray(index * TEXT_BYTES, (index + 1) * TEXT_BYTES))).join(''));
  }

  forgetModule(hash: ModuleHash): void {
    this.keptBytes -= this.modules.get(hash)?.length ?? 0;
    this.modules.delete(hash);
  }
}

interface Timers {
  setTimeout(work: () => void, delayMs: number): void;
  setInterval(work: () => void, periodMs: number): NodeJS.Timeout;
  clearInterval(timer: NodeJS.Timeout): void;
}

/** As many arguments as a call takes with ease. */
const TEXT_BYTES = 8_192;

/** A message to oneself is a task of its own, and unlike a timer never put off. */
class Turns {
  private readonly channel = new page.MessageChannel();
  private readonly post = page.MessagePort.prototype.postMessage;
  private waiting: (() => void)[] = [];

  constructor() {
    this.channel.port1.onmessage = () => {
      for (const work of this.waiting.splice(0)) work();
    };
  }

  next(work: () => void): void {
    if (this.waiting.push(work) === 1) this.post.call(this.channel.port2, null);
  }
}
