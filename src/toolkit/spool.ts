import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { TraceEvent } from '../trace/event';
import { LineRecorder } from '../trace/recorder';

const CHUNK_BYTES = 1 << 20;
const SPOOL_FILE = /^(\d+)-(\d+)\.ndjson$/;

/**
 * Tails the files `<pid>-<tid>.ndjson` that the agents of a launched program and its children write. Whatever a target
 * wrote before it died is in the file, so nothing is lost with it.
 */
export class Spool {
  private readonly tails = new Map<string, Tail>();

  constructor(
    readonly directory: string,
    private readonly onEvent: (event: TraceEvent) => void,
  ) {}

  /** Reads whatever was appended since the last call. */
  poll(): void {
    for (const name of readdirSync(this.directory)) {
      const match = SPOOL_FILE.exec(name);
      if (!match) continue;
      let tail = this.tails.get(name);
      if (!tail) {
        tail = new Tail(join(this.directory, name), new LineRecorder(Number(match[1]), Number(match[2]), this.onEvent));
        this.tails.set(name, tail);
      }
      tail.read();
    }
  }

  /** Processes that have reported so far. */
  get pids(): Set<number> {
    return new Set([...this.tails.keys()].map((name) => Number(name.split('-')[0])));
  }

  get rejectedLines(): number {
    let count = 0;
    for (const tail of this.tails.values()) count += tail.recorder.rejected;
    return count;
  }

  close(): void {
    for (const tail of this.tails.values()) tail.close();
    this.tails.clear();
  }
}

class Tail {
  private readonly descriptor: number;
  private readonly decoder = new StringDecoder('utf8');
  private readonly chunk = Buffer.allocUnsafe(CHUNK_BYTES);

  constructor(
    path: string,
    readonly recorder: LineRecorder,
  ) {
    this.descriptor = openSync(path, 'r');
  }

  read(): void {
    for (;;) {
      const count = readSync(this.descriptor, this.chunk, 0, CHUNK_BYTES, null);
      if (count === 0) return;
      this.recorder.push(this.decoder.write(this.chunk.subarray(0, count)));
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
