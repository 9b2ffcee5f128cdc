import { LIMITS } from '../base/limits';
import type { WireEvent } from './wire';

/** What other events refer to is never dropped; each of these is bounded where it is made. */
const KEPT_KINDS: ReadonlySet<WireEvent['kind']> = new Set(['thread-start', 'thread-end', 'stack', 'module', 'instantiate', 'not-observed']);

/** Where lines go at each flush. What it throws costs events, never the service. */
export interface LineSink {
  write(text: string): void;
  close(): void;
}

/** The bounded queue between the probes and the tool: emptied into a sink (a launched program), or by `drain` (an attached one). */
export class Emitter {
  private queue: string[] = [];
  private readonly dropped = new Map<string, number>();

  constructor(private readonly sink: LineSink | null) {}

  emit(event: WireEvent): void {
    if (this.queue.length >= LIMITS.agent.pendingEvents) {
      if (this.sink !== null) this.flush();
      else if (!KEPT_KINDS.has(event.kind)) return this.countDropped(event.kind);
    }
    this.queue.push(textOf(event));
  }

  countDropped(what: string, count = 1): void {
    this.dropped.set(what, (this.dropped.get(what) ?? 0) + count);
  }

  reportDropped(t: number): void {
    for (const [what, count] of this.dropped) this.queue.push(JSON.stringify({ t, kind: 'dropped', what, count }));
    this.dropped.clear();
  }

  flush(): void {
    if (this.sink === null || this.queue.length === 0) return;
    const lines = this.queue;
    this.queue = [];
    try {
      this.sink.write(`${lines.join('\n')}\n`);
    } catch {
      this.countDropped('spool', lines.length);
    }
  }

  /** Attach: the oldest lines, up to `LIMITS.agent.drainBytes`. */
  drain(): string {
    let count = 0;
    for (let size = 0; count < this.queue.length && size < LIMITS.agent.drainBytes; count++) size += this.queue[count]!.length + 1;
    return this.queue.splice(0, count).map((line) => `${line}\n`).join('');
  }

  close(): void {
    this.sink?.close();
  }
}

/** A replacer is called for every field, and takes most of the time: only where JSON can't do without. */
function textOf(event: WireEvent): string {
  try {
    return JSON.stringify(event);
  } catch {
    return JSON.stringify(event, bigintAsNumber);
  }
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
