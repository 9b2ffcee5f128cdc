import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import type { DebuggerProxy } from '../toolkit/proxied-program';
import { check } from './check-command';
import { trustedCommand } from './command';
import { record } from './record-command';
import type { Services } from './services';
import { settings } from './settings';

/** Sessions of the built-in JavaScript debugger, as package.json's menus name them. */
const THEIRS = /^(pwa-)?(node|chrome|msedge|extensionHost)$|^node-terminal$/;

/**
 * Beside the built-in JavaScript debugger: the program of its session is checked or profiled while the session goes on.
 * Its proxy tells where the program's inspector is; we connect there by a session of our own.
 */
export function besideJavaScriptDebugger(services: Services): vscode.Disposable[] {
  const sessions = new Set<vscode.DebugSession>();
  return [
    vscode.debug.onDidStartDebugSession((session) => void sessions.add(session)),
    vscode.debug.onDidTerminateDebugSession((session) => void sessions.delete(session)),
    trustedCommand('wasmscope.checkSession', async () => {
      const found = await targetOf(sessions, vscode.l10n.t('Open and check'));
      if (found) await check(services, found.isPage ? vscode.l10n.t('Checking {0}', found.title) : vscode.l10n.t('Checking {0} beside its debugger', found.title), settings().checkSeconds, found.target);
    }),
    trustedCommand('wasmscope.profileSession', async () => {
      const found = await targetOf(sessions, vscode.l10n.t('Open and record'));
      if (found) await record(services, found.isPage ? vscode.l10n.t('Recording a profile of {0}', found.title) : vscode.l10n.t('Recording a profile of {0} beside its debugger', found.title), found.name, found.target);
    }),
  ];
}

interface SessionTarget {
  readonly title: string;
  /** What a profile is kept under. */
  readonly name: string;
  /** Words of the command line. */
  readonly target: readonly string[];
  readonly isPage: boolean;
}

/** undefined where the user does not want a page to be opened once more. */
async function targetOf(sessions: ReadonlySet<vscode.DebugSession>, openPage: string): Promise<SessionTarget | undefined> {
  const active = vscode.debug.activeDebugSession;
  if (!active || !THEIRS.test(active.type)) throw new UserError(vscode.l10n.t('No session of the JavaScript debugger is active: start one, or check a running service by its process.'));
  if (vscode.debug.activeStackItem instanceof vscode.DebugStackFrame) throw new UserError(vscode.l10n.t('The program is stopped, and a stopped program does nothing that could be measured: continue it first.'));
  const proxy = await proxyOf(() => [vscode.debug.activeDebugSession ?? active, ...[...sessions].filter(({ parentSession }) => parentSession?.id === active.id)]);
  if (!proxy) throw new UserError(vscode.l10n.t('The JavaScript debugger does not share the session "{0}": check its service by process instead.', active.name));
  // With all that speaks to an inspector, so loaded when it is wanted.
  const { proxiedProgram } = await import('../toolkit/proxied-program');
  const program = await proxiedProgram(proxy);
  if (program.kind === 'node') return { title: active.name, name: active.name, target: ['--port', `${program.host}:${program.port}`], isPage: false };
  const { url } = program;
  // Its debugger is on for good, and slows WebAssembly down; and what is instantiated already can't be wrapped.
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('A page that is being debugged tells neither true times nor what happened before: Wasmscope opens {0} in a browser of its own.', url), openPage);
  return answer === openPage ? { title: url, name: new URL(url).host, target: ['--url', url], isPage: true } : undefined;
}

const PROXY_TRIES = 10;
const PROXY_PAUSE_MS = 300;

/**
 * Only a session with a target of its own has one: the first that a launch starts is but the parent of it. Right after
 * a start the session with the target is not there yet, although its program may have spoken already.
 */
async function proxyOf(sessions: () => readonly vscode.DebugSession[]): Promise<DebuggerProxy | undefined> {
  for (let tries = 1; ; tries++) {
    for (const { id } of sessions()) {
      const proxy = await vscode.commands.executeCommand<DebuggerProxy | undefined>('extension.js-debug.requestCDPProxy', id).then((lent) => lent, () => undefined);
      if (proxy) return proxy;
    }
    if (tries === PROXY_TRIES) return undefined;
    await new Promise((resolve) => setTimeout(resolve, PROXY_PAUSE_MS));
  }
}
