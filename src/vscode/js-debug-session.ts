import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import type { DebuggerProxy, ProxiedProgram } from '../toolkit/proxied-program';
import { check } from './check-command';
import { trustedCommand } from './command';
import { record } from './record-command';
import type { Services } from './services';
import { settings } from './settings';

/** Sessions of the built-in JavaScript debugger, as package.json's menus name them. */
const THEIRS = /^(pwa-)?(node|chrome|msedge|extensionHost)$|^node-terminal$/;

/**
 * Beside the built-in JavaScript debugger: the program of its session is checked or profiled while the session goes on.
 * Its proxy tells where the program's inspector is; we connect there by a session of our own. A page has none to tell: it
 * is profiled by the session that is lent.
 */
export function besideJavaScriptDebugger(services: Services): vscode.Disposable[] {
  const sessions = new Set<vscode.DebugSession>();
  return [
    vscode.debug.onDidStartDebugSession((session) => void sessions.add(session)),
    vscode.debug.onDidTerminateDebugSession((session) => void sessions.delete(session)),
    trustedCommand('wasmscope.checkSession', () => checkSession(services, sessions)),
    trustedCommand('wasmscope.profileSession', () => profileSession(services, sessions)),
  ];
}

async function checkSession(services: Services, sessions: ReadonlySet<vscode.DebugSession>): Promise<void> {
  const { name, program } = await programOf(sessions);
  const { checkSeconds } = settings();
  if (program.kind === 'node') return check(services, vscode.l10n.t('Checking {0} beside its debugger', name), checkSeconds, inspectorOf(program));
  const { url } = program;
  const open = vscode.l10n.t('Open and check');
  // What is instantiated already can't be wrapped.
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('A page that is being debugged does not tell what happened before: Wasmscope opens {0} in a browser of its own and checks it from its start.', url), open);
  if (answer === open) await check(services, vscode.l10n.t('Checking {0}', url), checkSeconds, ['--url', url]);
}

async function profileSession(services: Services, sessions: ReadonlySet<vscode.DebugSession>): Promise<void> {
  const { name, program } = await programOf(sessions);
  const target = program.kind === 'node' ? inspectorOf(program) : ['--lent', program.webSocketUrl];
  await record(services, vscode.l10n.t('Recording a profile of {0} beside its debugger', name), name, target, [], vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}

/** As words of the command line. */
const inspectorOf = ({ host, port }: { readonly host: string; readonly port: number }): string[] => ['--port', `${host}:${port}`];

async function programOf(sessions: ReadonlySet<vscode.DebugSession>): Promise<{ readonly name: string; readonly program: ProxiedProgram }> {
  const active = vscode.debug.activeDebugSession;
  if (!active || !THEIRS.test(active.type)) throw new UserError(vscode.l10n.t('No session of the JavaScript debugger is active: start one, or check a running service by its process.'));
  if (vscode.debug.activeStackItem instanceof vscode.DebugStackFrame) throw new UserError(vscode.l10n.t('The program is stopped, and a stopped program does nothing that could be measured: continue it first.'));
  const proxy = await proxyOf(() => [vscode.debug.activeDebugSession ?? active, ...[...sessions].filter(({ parentSession }) => parentSession?.id === active.id)]);
  if (!proxy) throw new UserError(vscode.l10n.t('The JavaScript debugger does not share the session "{0}": check its service by process instead.', active.name));
  // With all that speaks to an inspector, so loaded when it is wanted.
  const { proxiedProgram } = await import('../toolkit/proxied-program');
  // `main.mjs [4711] « Service`: the target, and the launch that it belongs to.
  return { name: active.name.split(' « ')[0]!, program: await proxiedProgram(proxy) };
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
