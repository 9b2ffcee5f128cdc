import { PassThrough, type Readable } from 'node:stream';
import * as vscode from 'vscode';
import { webSocketUrlOf, type DebuggerProxy } from '../toolkit/debugger-proxy';

/** Where a session of the JavaScript debugger lends itself, or undefined where it has no target of its own. */
export async function proxyOf({ id }: vscode.DebugSession): Promise<DebuggerProxy | undefined> {
  return vscode.commands.executeCommand<DebuggerProxy | undefined>('extension.js-debug.requestCDPProxy', id).then((lent) => lent, () => undefined);
}

/** A session's place in the debugger's tree, from itself up. */
function* lineage(session: vscode.DebugSession): Generator<vscode.DebugSession> {
  for (let each: vscode.DebugSession | undefined = session; each; each = each.parentSession) yield each;
}

/**
 * The addresses of a page's session, and of those below it (its frames and workers) as they start, a line each: what
 * `--lent -` reads. Until it is disposed of.
 */
export class LentAddresses implements vscode.Disposable {
  private readonly stream = new PassThrough();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly page: vscode.DebugSession,
    webSocketUrl: string,
    sessions: ReadonlySet<vscode.DebugSession>,
  ) {
    this.stream.write(`${webSocketUrl}\n`);
    this.subscription = vscode.debug.onDidStartDebugSession((session) => void this.lend(session));
    for (const session of sessions) void this.lend(session);
  }

  get lines(): Readable {
    return this.stream;
  }

  dispose(): void {
    this.subscription.dispose();
    this.stream.end();
  }

  private async lend(session: vscode.DebugSession): Promise<void> {
    if (session.id === this.page.id || ![...lineage(session)].some(({ id }) => id === this.page.id)) return;
    const proxy = await proxyOf(session);
    if (proxy && this.stream.writable) this.stream.write(`${webSocketUrlOf(proxy)}\n`);
  }
}
