import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import type { DebuggerProxy } from '../toolkit/debugger-proxy';
import type { ProxiedProgram } from '../toolkit/proxied-program';
import { check } from './check-command';
import { trustedCommand } from './command';
import { LentAddresses, proxyOf } from './lent-addresses';
import { record } from './record-command';
import type { Services } from './services';

/** Sessions of the built-in JavaScript debugger, as package.json's menus name them. */
const THEIRS = /^(pwa-)?(node|chrome|msedge|extensionHost)$|^node-terminal$/;

/**
 * Beside the built-in JavaScript debugger: the program of its session is checked or profiled while the session goes on.
 * Its proxy tells where the program's inspector is; we connect there by a session of our own. A page has none to tell: it
 * is checked and profiled by the sessions that are lent.
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
  const { name, session, program } = await programOf(sessions);
  const title = vscode.l10n.t('Checking {0} beside its debugger', name);
  const folder = session.workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
  if (program.kind === 'node') return check(services, title, { target: inspectorOf(program), folder });
  const reload = vscode.l10n.t('Reload and check');
  const asItStands = vscode.l10n.t('Check as it stands');
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Loaded again, {0} is seen from its start. As it stands, WebAssembly that it has instantiated already is seen only from outside.', program.url), reload, asItStands);
  if (answer === undefined) return;
  const lent = new LentAddresses(session, program.webSocketUrl, answer === reload ? new Set() : sessions);
  const target = ['--lent', '-', ...(answer === reload ? ['--reload'] : []), ...siteOf(session)];
  await check(services, title, { target, input: lent.lines, folder }).finally(() => lent.dispose());
}

async function profileSession(services: Services, sessions: ReadonlySet<vscode.DebugSession>): Promise<void> {
  const { name, session, program } = await programOf(sessions);
  const title = vscode.l10n.t('Recording a profile of {0} beside its debugger', name);
  const cwd = (session.workspaceFolder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  if (program.kind === 'node') return void (await record(services, title, name, inspectorOf(program), [], cwd));
  const lent = new LentAddresses(session, program.webSocketUrl, sessions);
  await record(services, title, name, ['--lent', '-'], [], cwd, lent.lines).finally(() => lent.dispose());
}

/** Where the page's site stands here, as words of the command line: what a launch was told says it, the page's own session does not. */
function siteOf(session: vscode.DebugSession): string[] {
  const { webRoot, url } = { ...session.parentSession?.configuration, ...session.configuration } as { readonly webRoot?: unknown; readonly url?: unknown };
  return typeof webRoot === 'string' && typeof url === 'string' && URL.canParse(url) ? ['--path-map', `${new URL(url).origin}=${webRoot}`] : [];
}

/** As words of the command line. */
const inspectorOf = ({ host, port }: { readonly host: string; readonly port: number }): string[] => ['--port', `${host}:${port}`];

async function programOf(sessions: ReadonlySet<vscode.DebugSession>): Promise<{ readonly name: string; readonly session: vscode.DebugSession; readonly program: ProxiedProgram }> {
  const active = vscode.debug.activeDebugSession;
  if (!active || !THEIRS.test(active.type)) throw new UserError(vscode.l10n.t('No session of the JavaScript debugger is active: start one, or check a running service by its process.'));
  if (vscode.debug.activeStackItem instanceof vscode.DebugStackFrame) throw new UserError(vscode.l10n.t('The program is stopped, and a stopped program does nothing that could be measured: continue it first.'));
  const lender = await lenderAmong(() => [vscode.debug.activeDebugSession ?? active, ...[...sessions].filter(({ parentSession }) => parentSession?.id === active.id)]);
  if (!lender) throw new UserError(vscode.l10n.t('The JavaScript debugger does not share the session "{0}": check its service by process instead.', active.name));
  // With all that speaks to an inspector, so loaded when it is wanted.
  const { proxiedProgram } = await import('../toolkit/proxied-program');
  // `main.mjs [4711] « Service`: the target, and the launch that it belongs to.
  return { name: active.name.split(' « ')[0]!, session: lender.session, program: await proxiedProgram(lender.proxy) };
}

const PROXY_TRIES = 10;
const PROXY_PAUSE_MS = 300;

/**
 * Only a session with a target of its own has one: the first that a launch starts is but the parent of it. Right after
 * a start the session with the target is not there yet, although its program may have spoken already.
 */
async function lenderAmong(sessions: () => readonly vscode.DebugSession[]): Promise<{ readonly session: vscode.DebugSession; readonly proxy: DebuggerProxy } | undefined> {
  for (let tries = 1; ; tries++) {
    for (const session of sessions()) {
      const proxy = await proxyOf(session);
      if (proxy) return { session, proxy };
    }
    if (tries === PROXY_TRIES) return undefined;
    await new Promise((resolve) => setTimeout(resolve, PROXY_PAUSE_MS));
  }
}
