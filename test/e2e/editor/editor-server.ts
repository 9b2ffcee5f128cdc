import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools';
import { installEditor } from './install-editor';

/** The package under test: the one just built, unless WASMSCOPE_VSIX names another. */
export const packagePath = process.env['WASMSCOPE_VSIX'] ?? join(root, 'dist/wasmscope.vsix');

const SETTINGS = {
  'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off', 'extensions.autoCheckUpdates': false, 'update.mode': 'none', 'git.enabled': false, 'window.commandCenter': false,
  'debug.openDebug': 'openOnSessionStart', 'debug.toolBarLocation': 'docked', 'editor.minimap.enabled': false, 'window.autoDetectColorScheme': false, 'files.exclude': { '**/.vscode': true },
};

export type EditorSettings = Readonly<Record<string, unknown>>;

/** The real editor as a server, with the packed extension and nothing else installed. Windows of it are browser pages. */
export class EditorServer {
  private constructor(private readonly folder: string, private readonly child: ChildProcess, private readonly port: number) {}

  /** With `asksForTrust` folders are opened in restricted mode, as a stranger's are; else all are trusted. */
  static async start({ asksForTrust = false }: { readonly asksForTrust?: boolean } = {}): Promise<EditorServer> {
    const { node, entry } = installEditor();
    const folder = mkdtempSync(join(tmpdir(), 'wasmscope-editor-'));
    const dirs = ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
    execFileSync(node, [entry, ...dirs, '--install-extension', packagePath], { stdio: 'pipe' });
    mkdirSync(join(folder, 'user/User'), { recursive: true });
    const port = await freePort();
    const args = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--reconnection-grace-time', '1', ...dirs];
    // Its own Node runs it, as the editor expects; the one on the path stays the one that debugged programs run on.
    const child = spawn(node, [entry, ...args, ...(asksForTrust ? [] : ['--disable-workspace-trust'])], { stdio: 'pipe', detached: true });
    await listening(child);
    return new EditorServer(folder, child, port);
  }

  address(workspace: string): string {
    return `http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(workspace)}`;
  }

  /** The user's settings, for windows that are opened from now on. */
  configure(settings: EditorSettings): void {
    writeFileSync(join(this.folder, 'user/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  }

  /** Logs of extension hosts: one for each window that was opened. */
  extensionHostLogs(): string[] {
    const logs = join(this.folder, 'user/logs');
    return readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('remoteexthost.log')).map((path) => join(logs, path));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    // The whole group: extension hosts outlive their server by minutes otherwise.
    process.kill(-this.child.pid!, 'SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** What an extension host said of us as errors, rejections that nobody handled among them. */
export function errorsOf(log: string): string[] {
  const entries = readFileSync(log, 'utf8').split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \[)/m);
  return entries.filter((entry) => /^\S+ \S+ \[error\]/.test(entry) && isOurs(entry)).map((entry) => entry.trim());
}

/** By the folder in which the extension is installed, or its id: a test's workspace may hold the bare name. */
export function isOurs(text: string): boolean {
  return /wasmscope\.wasmscope/i.test(text);
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const onText = (text: Buffer): void => {
      output += text.toString();
      if (/HTTP server listening/i.test(output)) resolve();
    };
    server.stdout!.on('data', onText);
    server.stderr!.on('data', onText);
    server.once('exit', (code) => reject(new Error(`the editor ended with ${code}:\n${output}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
