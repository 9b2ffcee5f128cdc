import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { LIMITS } from '../base/limits';
import type { WireEvent } from './wire';

/** What other events refer to is never dropped; each of these is bounded where it is made. */
const KEPT_KINDS: ReadonlySet<WireEvent['kind']> = new Set(['thread-start', 'thread-end', 'stack', 'module', 'instantiate', 'not-observed']);

/**
 * The bounded queue between the probes and the tool. On launch it is appended to a spool file, synchronously, so that
 * what happened before a crash survives it; on attach it waits for `drain`.
 */
export class Emitter {
  private queue: string[] = [];
  private readonly dropped = new Map<string, number>();
  private descriptor: number | null = null;

  constructor(private readonly spoolDir: string | null) {}

  emit(event: WireEvent): void {
    if (this.queue.length >= LIMITS.agent.pendingEvents) {
      if (this.spoolDir !== null) this.flush();
      else if (!KEPT_KINDS.has(event.kind)) return this.countDropped(event.kind);
    }
    this.queue.push(JSON.stringify(event, bigintAsNumber));
  }

  countDropped(what: string, count = 1): void {
    this.dropped.set(what, (this.dropped.get(what) ?? 0) + count);
  }

  reportDropped(t: number): void {
    for (const [what, count] of this.dropped) this.queue.push(JSON.stringify({ t, kind: 'dropped', what, count }));
    this.dropped.clear();
  }

  /** Launch: appends what waits to the spool file. A file that can't be written costs events, never the service. */
  flush(): void {
    if (this.spoolDir === null || this.queue.length === 0) return;
    const lines = this.queue;
    this.queue = [];
    try {
      this.descriptor ??= openSync(join(this.spoolDir, `${process.pid}-${threadId}.ndjson`), 'a');
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      for (let written = 0; written < bytes.length; ) written += writeSync(this.descriptor, bytes, written);
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
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}

function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
