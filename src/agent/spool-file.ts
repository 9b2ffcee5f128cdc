import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { LineSink } from './emitter';

/** The file of this thread, appended to synchronously, so that what happened before a crash survives it. */
export class SpoolFile implements LineSink {
  private descriptor: number | null = null;

  constructor(private readonly directory: string) {}

  write(text: string): void {
    this.descriptor ??= openSync(join(this.directory, `${process.pid}-${threadId}.ndjson`), 'a');
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.descriptor, bytes, written);
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}

export const spoolIn = (directory: string | null): SpoolFile | null => (directory === null ? null : new SpoolFile(directory));
