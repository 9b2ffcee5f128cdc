import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { UserError } from '../base/user-error';
import { NODE_ENVIRONMENT } from './engine';

const KEPT_CHARACTERS = 4_096;

interface Running {
  readonly child: ChildProcess;
  /** Resolves with the pipe to connect to; rejects where it ended before. */
  readonly listening: Promise<string>;
}

/**
 * The process that serves all debug sessions of this window, so that they share what is known of modules. Started on
 * first use; one that died is replaced for the next session.
 */
export class AdapterServer implements Disposable {
  private running: Running | null = null;
  private disposed = false;

  /** `onDeath` hears why a server ended that had sessions to serve. */
  constructor(
    private readonly adapterPath: string,
    private readonly onDeath: (message: string) => void,
    private readonly log: (text: string) => void = console.error,
  ) {}

  /** The socket or named pipe that it listens on. Rejects with a UserError where it can't be started. */
  pipe(): Promise<string> {
    if (this.disposed) return Promise.reject(new UserError('the extension was deactivated'));
    this.running ??= this.start();
    return this.running.listening;
  }

  dispose(): void {
    this.disposed = true;
    // It ends its sessions, and then itself, when this end of its standard input is gone.
    this.running?.child.stdin?.end();
    this.running = null;
  }

  private start(): Running {
    const { path, remove } = privatePipe();
    const child = spawn(process.execPath, [this.adapterPath, path], { env: { ...process.env, ...NODE_ENVIRONMENT }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log(text.trimEnd());
      said = (said + text).slice(-KEPT_CHARACTERS);
    });
    child.stdin.on('error', () => undefined);
    let isListening = false;
    const listening = new Promise<string>((resolve, reject) => {
      child.stdout.once('data', () => {
        isListening = true;
        resolve(path);
      });
      const ended = (why: string): void => {
        remove();
        const wasWanted = this.running?.child === child;
        if (wasWanted) this.running = null;
        if (!isListening) reject(new UserError(`The debugger could not be started: ${why}`));
        else if (wasWanted) this.onDeath(`The debugger ended unexpectedly (${why}), and its sessions with it; the next one starts anew.`);
      };
      child.once('error', (error) => ended(error.message));
      child.once('close', (code, signal) => ended(complaint(said) || (signal === null ? `code ${code}` : signal)));
    });
    return { child, listening };
  }
}

/** Nobody else's: a socket in a folder that only this user may enter, or a name that nobody can guess. */
function privatePipe(): { readonly path: string; readonly remove: () => void } {
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\wasmscope-${randomUUID()}`, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'wasmscope-'));
  return { path: join(folder, 'adapter'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The error where there is one: Node says more after it. */
function complaint(text: string): string | undefined {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}
