import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, watch, type FSWatcher } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEBUG_ENV, type ChildAnnouncement, type DebugBootOptions } from '../agent/wire';
import type { Disposable } from '../base/disposable';
import { messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { connectToInspector } from '../cdp/node-connection';
import { ChildOffers, type AskForSession, type WaitingChild } from './child-offers';
import type { Debuggee } from './debuggee';
import { isRunning } from './is-running';
import { followNodeProcess } from './node-process';
import { letChildRun } from './waiting-child';

/** Not every file system tells of new files. */
const POLL_MS = 200;
const ANNOUNCEMENT = /^\d+\.json$/;

export interface BootOptions {
  readonly bootPath: string;
  /** '': children are not followed. */
  readonly folder: string;
  /** The program's own inspector is connected to in another way. */
  readonly isKnown: boolean;
}

export function bootOptions({ bootPath, folder, isKnown }: BootOptions): DebugBootOptions {
  // Without the flag every child would print the address of its inspector into what its parent reads.
  return { folder, nodeOptions: `${preloadOf(bootPath)} --inspect-publish-uid=http`, debuggerPid: process.pid, isKnown };
}

const preloadOf = (bootPath: string): string => `--require ${JSON.stringify(bootPath)}`;

/** What a debugged program's environment becomes. Where children are not followed, they are at least not left waiting for a debugger as their parent was. */
export function bootEnvironment(given: NodeJS.ProcessEnv, boot: BootOptions): NodeJS.ProcessEnv {
  const options = bootOptions(boot);
  return { ...given, [DEBUG_ENV]: JSON.stringify(options), NODE_OPTIONS: [given['NODE_OPTIONS'], boot.isKnown ? preloadOf(boot.bootPath) : options.nodeOptions].filter(Boolean).join(' ') };
}

/** What becomes of the Node processes that a program starts. */
export interface ChildSettings {
  readonly followChildren: boolean;
  /** The script that makes children known: dist/debug-boot.js. */
  readonly bootPath: string;
  /** null: each is a part of the session, none a session of its own. */
  readonly askForSession: AskForSession | null;
}

export interface ChildListener {
  /** Whether somebody else has seen to it, and it runs; asked before anything else is done with it. */
  isTaken?(child: WaitingChild): Promise<boolean>;
  /** A child that waits before its first instruction; it runs when this resolves, and when this fails, too. */
  onChild(session: CdpSession, title: string): Promise<void>;
  /** It has come to its end, and goes when the session is closed. */
  onEnd(session: CdpSession): void | Promise<void>;
  onTrouble(pid: number, why: string): void;
}

/** For a debugger: each gets a session of its own, or its threads become threads of the debuggee, none of which runs before `mayRun` resolves. */
export function debuggedChildren(debuggee: Debuggee, mayRun: Promise<void>, askForSession: AskForSession | null): ChildProcesses {
  const sayLeft = (title: string, why: string): void => debuggee.events.emit('output', { category: 'console', text: `${title} has no session of its own, its threads are in this one: ${why}\n` });
  const offers = askForSession && new ChildOffers(askForSession, sayLeft);
  const children = new ChildProcesses({
    isTaken: (child) => offers?.handOver(child) ?? Promise.resolve(false),
    async onChild(session, title) {
      await followNodeProcess(debuggee, session, title);
      await mayRun;
    },
    onEnd: (session) => session.close(),
    // Who ended meanwhile is not missed.
    onTrouble: (pid, why) => void (isRunning(pid) && debuggee.onTrouble(`process ${pid} is not debugged: ${why}`)),
  });
  debuggee.use(children);
  if (offers) debuggee.use(offers);
  return children;
}

/**
 * Node processes that a program starts, at any depth: each waits before its first instruction until the listener has
 * seen to it. A preloaded script (agent/debug-boot) tells of them; what is not Node is not touched.
 */
export class ChildProcesses implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'wasmscope-children-'));
  private readonly sessions = new Set<CdpSession>();
  private readonly watcher: FSWatcher;
  private readonly timer: NodeJS.Timeout;
  private readonly seen = new Set<string>();
  private isOver = false;
  /** Whether there was any. */
  hasBegun = false;

  constructor(private readonly listener: ChildListener) {
    this.watcher = watch(this.folder, () => this.look()).on('error', () => undefined);
    this.timer = setInterval(() => this.look(), POLL_MS);
  }

  /** The children run on, and those to come are nobody's business any more. */
  dispose(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearInterval(this.timer);
    this.watcher.close();
    for (const session of this.sessions) void letRun(session);
    const closed = `${this.folder}-closed`;
    try {
      // From here on no child can announce itself; those that just did are let go.
      renameSync(this.folder, closed);
      void Promise.all(this.announcements(closed).map(letGo)).finally(() => rmSync(closed, { recursive: true, force: true }));
    } catch {
      // Somebody cleared the temporary folder before us.
    }
  }

  private look(): void {
    if (this.isOver) return;
    for (const announcement of this.announcements(this.folder)) {
      this.begin(announcement).catch((error: unknown) => {
        if (!this.isOver) this.listener.onTrouble(announcement.pid, messageFor(error));
      });
    }
  }

  /** Those not handed out before. */
  private announcements(folder: string): ChildAnnouncement[] {
    const names = namesIn(folder).filter((name) => ANNOUNCEMENT.test(name) && !this.seen.has(name));
    return names.flatMap((name) => {
      this.seen.add(name);
      return readAnnouncement(join(folder, name)) ?? [];
    });
  }

  private async begin({ pid, url, argv }: ChildAnnouncement): Promise<void> {
    this.hasBegun = true;
    const title = titleOf(pid, argv);
    if (await this.listener.isTaken?.({ pid, url, title })) return;
    const session = await connectToInspector(url);
    if (this.isOver) return letRun(session);
    this.sessions.add(session);
    session.onClose(() => void this.sessions.delete(session));
    try {
      await session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
      session.on('NodeRuntime.waitingForDisconnect', () => void this.listener.onEnd(session));
      await this.listener.onChild(session, title);
    } finally {
      await letChildRun(session);
    }
  }
}

function titleOf(pid: number, argv: readonly string[]): string {
  return `${(argv[1] ?? argv[0] ?? 'node').split(/[/\\]/).at(-1)} (${pid})`;
}

async function letGo({ url }: ChildAnnouncement): Promise<void> {
  const session = await connectToInspector(url).catch(() => undefined);
  if (session) await letRun(session);
}

/** A process that waits for a debugger goes on waiting when one leaves. */
async function letRun(session: CdpSession): Promise<void> {
  await letChildRun(session);
  await session.close();
}

function readAnnouncement(path: string): ChildAnnouncement | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ChildAnnouncement;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
