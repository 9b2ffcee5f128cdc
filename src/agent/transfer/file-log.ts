import type { Stats } from 'node:fs';
import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import type { AgentHost } from '../probe';
import { inflowOf, type Inflow } from './inflow';

export interface FileTransfer {
  readonly direction: 'write' | 'read';
  readonly path: string;
  readonly sizeBytes: number;
  readonly durationMs: number;
  readonly durable: boolean;
  readonly synchronous: boolean;
  readonly stack: StackId;
}

/** Turns finished reads and writes into events, and remembers which files of this thread are worth following further. */
export class FileLog {
  private readonly followed = new Set<string>();
  private readonly inflow: Inflow;

  constructor(
    private readonly host: AgentHost,
    private readonly stat: (path: string) => Stats | undefined,
    private readonly resolve: (path: string) => string,
  ) {
    this.inflow = inflowOf(host);
  }

  /** The absolute path of what a program passed as a path; null for descriptors and anything else. */
  pathOf(target: unknown): string | null {
    if (typeof target === 'string') return this.resolve(target);
    if (Buffer.isBuffer(target)) return this.resolve(target.toString());
    if (target instanceof URL && target.protocol === 'file:') return decodeURIComponent(target.pathname);
    return null;
  }

  isLarge(sizeBytes: number): boolean {
    return sizeBytes >= LIMITS.handoff.payloadBytes;
  }

  add(transfer: FileTransfer): void {
    if (!this.isLarge(transfer.sizeBytes)) return;
    const stats = this.stat(transfer.path);
    if (this.followed.size >= LIMITS.handoff.openFiles) this.followed.delete(this.followed.values().next().value!);
    this.followed.add(transfer.path);
    if (transfer.direction === 'read') this.inflow.add('file', transfer.sizeBytes);
    this.host.emit({
      kind: 'file-transfer',
      ...transfer,
      inode: stats?.ino ?? 0,
      modifiedAt: stats?.mtimeMs ?? 0,
      operation: this.host.operations.current(),
    });
  }

  removed(path: string | null, renamedTo: string | null): void {
    if (path === null || !this.followed.delete(path)) return;
    if (renamedTo !== null) this.followed.add(renamedTo);
    this.host.emit({ kind: 'file-removed', path, renamedTo });
  }
}
