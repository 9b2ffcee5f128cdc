import { closeSync, openSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { UserError, messageFor } from '../base/user-error';
import { encodeEvent, encodeFooter, encodeHeader, encodeModuleBytes, type TraceFooter, type TraceHeader } from '../trace/trace-file';
import type { TraceEvent } from '../trace/event';
import type { ModuleStore } from './module-store';

const BUFFER_CHARACTERS = 256 << 10;

/**
 * Writes a trace as it comes, so that a crash of ours loses a fraction of a second. `.gz` names are compressed, block
 * by block (concatenated gzip members are one stream, RFC 1952). A full disk stops the writing, not the watching.
 */
export class TraceWriter {
  private readonly descriptor: number;
  private buffer = '';
  private failure: string | null = null;

  /** Throws a UserError where the file can't be opened: create it before the target is touched. */
  constructor(private readonly path: string) {
    try {
      this.descriptor = openSync(path, 'w');
    } catch (error) {
      throw new UserError(`cannot write the trace to ${path}: ${messageFor(error)}`);
    }
  }

  /** Comes first. */
  begin(header: TraceHeader): void {
    this.write(encodeHeader(header));
  }

  onEvent(event: TraceEvent): void {
    this.write(encodeEvent(event));
  }

  /** Returns what went wrong with the file, or null. */
  finish(footer: TraceFooter, modules: ModuleStore): string | null {
    for (const { module, base64 } of modules.embedded()) this.write(encodeModuleBytes(module, base64));
    this.write(encodeFooter(footer));
    this.flush();
    closeSync(this.descriptor);
    return this.failure;
  }

  private write(line: string): void {
    this.buffer += line;
    if (this.buffer.length >= BUFFER_CHARACTERS) this.flush();
  }

  private flush(): void {
    const text = this.buffer;
    this.buffer = '';
    if (this.failure !== null || text === '') return;
    try {
      const bytes = Buffer.from(text);
      const block = this.path.endsWith('.gz') ? gzipSync(bytes) : bytes;
      for (let written = 0; written < block.length; ) written += writeSync(this.descriptor, block, written);
    } catch (error) {
      this.failure = `the trace ${this.path} is incomplete: ${messageFor(error)}`;
    }
  }
}
