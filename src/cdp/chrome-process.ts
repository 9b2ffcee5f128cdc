import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, messageFor } from '../base/user-error';
import { ChromeConnection } from './chrome-connection';
import { chromeExecutable } from './chrome-executable';

export interface ChromeOptions {
  /** undefined: `CHROME_PATH`, or the first that is found. */
  readonly executable: string | undefined;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** null: with a window wherever there is a screen. */
  readonly headless: boolean | null;
  readonly timeoutMs: number;
}

/** A browser of ours: with a profile of its own, gone without a trace once stopped. */
export interface ChromeProcess {
  readonly pid: number | null;
  readonly webSocketUrl: string;
  readonly connection: ChromeConnection;
  /** What the user should know of how it runs, one line each. */
  readonly notes: readonly string[];
  /** Resolves when the browser is gone. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends it and removes its profile. Never rejects. */
  stop(): Promise<void>;
}

const GRACE_MS = 3_000;
/** A page restored from the back-forward cache tells of no script; the rest is what a browser does beside showing a page. */
const FLAGS = [
  '--remote-debugging-port=0',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-popup-blocking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-hang-monitor',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=BackForwardCache,Translate,MediaRouter,OptimizationHints',
];

/** Nothing is ever said through the pipe: the browser ends when it breaks, however we end. */
const LEASH = process.platform === 'win32' ? [] : ['--remote-debugging-pipe'];

/** Starts a browser on an empty page, listening on loopback for us alone. */
export async function startChrome(options: ChromeOptions): Promise<ChromeProcess> {
  const executable = chromeExecutable(options.executable, options.env);
  const profile = temporaryProfile();
  const isHeadless = options.headless ?? !hasScreen(options.env);
  // As root the browser refuses its sandbox.
  const dropsSandbox = process.getuid?.() === 0 && !options.args.includes('--no-sandbox');
  const flags = [...FLAGS, ...LEASH, `--user-data-dir=${profile}`, ...(isHeadless ? ['--headless=new', '--disable-gpu'] : []), ...(dropsSandbox ? ['--no-sandbox'] : [])];
  const child = spawn(executable, [...flags, ...options.args, 'about:blank'], { env: options.env, stdio: ['ignore', 'ignore', 'pipe', ...(LEASH.length > 0 ? (['pipe', 'pipe'] as const) : [])], detached: process.platform !== 'win32' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const removeAll = (): void => {
    kill(child);
    removeProfile(profile);
  };
  process.once('exit', removeAll);
  const clear = async (): Promise<void> => {
    kill(child);
    await ended;
    process.off('exit', removeAll);
    removeProfile(profile);
  };
  try {
    const webSocketUrl = await listening(child, executable, options.timeoutMs);
    const connection = await ChromeConnection.open(webSocketUrl);
    return {
      pid: child.pid ?? null,
      webSocketUrl,
      connection,
      notes: [...(dropsSandbox ? ['the browser runs without its sandbox, since this is root: open pages that you trust'] : []), ...(isHeadless && options.headless === null ? ['there is no screen here, so the browser runs without a window'] : [])],
      ended,
      async stop() {
        await connection.browser.send('Browser.close').catch(() => undefined);
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS).unref())]);
        await connection.close().catch(() => undefined);
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** The address that the browser prints. What else it says is about itself, and told only where it fails. */
function listening(child: ChildProcess, executable: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_192);
      const address = /^DevTools listening on (ws:\S+)/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    const timer = setTimeout(() => reject(new UserError(`'${executable}' did not offer its debugger within ${timeoutMs / 1000} s: is it Chrome or Chromium? Raise "timeoutMs" if it is slow`)), timeoutMs).unref();
    child.once('error', (error) => reject(new UserError(`cannot start '${executable}': ${error.message}`)));
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new UserError(`'${executable}' ended with code ${code} before it showed a page: ${said.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}

/** The browser is many processes: they share a group. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All gone already.
  }
}

function temporaryProfile(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'wasmscope-profile-'));
  } catch (error) {
    throw new UserError(`cannot make a folder for the browser's profile in ${tmpdir()}: ${messageFor(error)}; set TMPDIR to one with room`);
  }
}

/** A process of the browser may still be writing as it goes. */
function removeProfile(profile: string): void {
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch {
    // In the system's temporary folder it is the system's to clear.
  }
}

function hasScreen(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;
}
