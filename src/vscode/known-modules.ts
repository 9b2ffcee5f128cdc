import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../findings/finding';
import type { ProfileModule } from '../profile/profile';
import { loadedModules } from './loaded-modules';
import type { NodeProcess } from './node-processes';

export interface KnownModule {
  readonly name: string;
  /** The kinds of debug information that it has, where that is known. */
  readonly kinds?: readonly string[];
  readonly bytes?: number;
  readonly file?: string | null;
}

/**
 * The modules of processes that were checked, recorded or debugged from this window: of others nothing is asked. A check
 * or a recording sees the modules that were at work meanwhile; only the debugger sees all.
 */
export class KnownModules implements vscode.Disposable {
  private readonly seen = new Map<number, { readonly atMs: number; readonly modules: readonly KnownModule[] }>();
  private readonly attached = new Map<number, vscode.DebugSession>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly listeners = [
    vscode.debug.onDidStartDebugSession((session) => this.onSession(session, (pid) => this.attached.set(pid, session))),
    vscode.debug.onDidTerminateDebugSession((session) => this.onSession(session, (pid) => this.attached.delete(pid))),
  ];

  addChecked({ target: { pid }, modules }: Report): void {
    this.add(pid ?? 0, modules.map(({ name, debugInfo, bytes, file }) => ({ name, kinds: debugInfo, bytes, file })));
  }

  addRecorded(pid: number, modules: readonly ProfileModule[]): void {
    this.add(pid, modules.map(({ url, file }) => ({ name: basename(file ?? url), file })));
  }

  /** None where nobody has looked. */
  async of({ pid, uptimeSeconds }: NodeProcess): Promise<readonly KnownModule[]> {
    const loaded = await loadedModules(this.attached.get(pid));
    if (loaded.length > 0) this.seen.set(pid, { atMs: Date.now(), modules: loaded });
    const { atMs, modules } = this.seen.get(pid) ?? { atMs: 0, modules: [] };
    // The system gives the ids of ended processes to others.
    return Date.now() - (uptimeSeconds ?? Infinity) * 1_000 < atMs ? modules : [];
  }

  dispose(): void {
    vscode.Disposable.from(...this.listeners, this.changed).dispose();
  }

  private add(pid: number, modules: readonly KnownModule[]): void {
    if (modules.length === 0) return;
    this.seen.set(pid, { atMs: Date.now(), modules });
    this.changed.fire();
  }

  private onSession({ type, configuration }: vscode.DebugSession, change: (pid: number) => void): void {
    const pid: unknown = configuration['processId'];
    if (type !== 'wasmscope' || typeof pid !== 'number') return;
    change(pid);
    this.changed.fire();
  }
}
