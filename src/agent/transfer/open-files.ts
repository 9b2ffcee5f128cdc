import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import type { AgentHost } from '../probe';
import type { FileLog } from './file-log';

interface OpenFile {
  readonly path: string;
  readBytes: number;
  writtenBytes: number;
  readMs: number;
  writeMs: number;
  durable: boolean;
  stack: StackId;
}

/** Descriptors that the program opened itself, and what went through each: one transfer a descriptor and direction. */
export class OpenFiles {
  private readonly byDescriptor = new Map<number, OpenFile>();

  constructor(
    private readonly host: AgentHost,
    private readonly log: FileLog,
  ) {}

  opened(descriptor: number, path: string | null, flags: unknown): void {
    if (path === null || this.byDescriptor.size >= LIMITS.handoff.openFiles) return;
    const durable = typeof flags === 'string' && /[as]/.test(flags);
    this.byDescriptor.set(descriptor, { path, readBytes: 0, writtenBytes: 0, readMs: 0, writeMs: 0, durable, stack: 0 });
  }

  knows(descriptor: unknown): descriptor is number {
    return typeof descriptor === 'number' && this.byDescriptor.has(descriptor);
  }

  /** Streams read and write from Node's own code: the stack that counts is the one that made the stream. */
  setStack(descriptor: number, stack: StackId): void {
    const file = this.byDescriptor.get(descriptor);
    if (file) file.stack = stack;
  }

  /** Takes the caller's stack when none is known yet; call it in the program's own call. */
  touch(descriptor: number): void {
    const file = this.byDescriptor.get(descriptor);
    if (file?.stack === 0) file.stack = this.host.captureStack();
  }

  moved(descriptor: number, direction: 'read' | 'write', sizeBytes: number, durationMs: number): void {
    const file = this.byDescriptor.get(descriptor);
    if (!file) return;
    if (direction === 'read') {
      file.readBytes += sizeBytes;
      file.readMs += durationMs;
    } else {
      file.writtenBytes += sizeBytes;
      file.writeMs += durationMs;
    }
  }

  synced(descriptor: number): void {
    const file = this.byDescriptor.get(descriptor);
    if (file) file.durable = true;
  }

  closed(descriptor: number): void {
    const file = this.byDescriptor.get(descriptor);
    if (!file) return;
    this.byDescriptor.delete(descriptor);
    const { path, durable, stack } = file;
    const shared = { path, durable, stack, synchronous: false };
    if (file.writtenBytes > 0) this.log.add({ ...shared, direction: 'write', sizeBytes: file.writtenBytes, durationMs: file.writeMs });
    if (file.readBytes > 0) this.log.add({ ...shared, direction: 'read', sizeBytes: file.readBytes, durationMs: file.readMs });
  }
}
