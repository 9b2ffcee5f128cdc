import { UserError } from '../base/user-error';
import { connectToInspector } from '../cdp/node-connection';
import { NODE_IDENTITY } from '../cdp/node-identity';
import { webSocketUrlOf, type DebuggerProxy } from './debugger-proxy';

/** What somebody else debugs: a program and where its own inspector listens, or a page, which has none, by the session with it. */
export type ProxiedProgram = { readonly kind: 'node'; readonly pid: number; readonly host: string; readonly port: number } | { readonly kind: 'page'; readonly url: string; readonly webSocketUrl: string };

const ABOUT = `(() => {
  const node = ${NODE_IDENTITY};
  if (!node) return { page: location.href, isWorker: typeof document === 'undefined' };
  const { url } = process.getBuiltinModule?.('node:inspector') ?? require('node:inspector');
  return { pid: node.pid, url: url() ?? '' };
})()`;

/**
 * Asks the program once, by the session that is lent, where its inspector is; everything else goes by a session of our
 * own where there can be one: what is switched on and off there never changes theirs. Throws UserError where nobody can
 * get in.
 */
export async function proxiedProgram(proxy: DebuggerProxy): Promise<ProxiedProgram> {
  const webSocketUrl = webSocketUrlOf(proxy);
  const session = await connectToInspector(webSocketUrl);
  try {
    const { result } = await session.send('Runtime.evaluate', { expression: ABOUT, includeCommandLineAPI: true, returnByValue: true });
    return programOf(result.value, webSocketUrl);
  } finally {
    await session.close();
  }
}

function programOf(answer: unknown, webSocketUrl: string): ProxiedProgram {
  const { pid = 0, url = '', page, isWorker } = (answer ?? {}) as { pid?: number; url?: string; page?: string; isWorker?: boolean };
  if (isWorker) throw new UserError('this is the session of a worker: choose the one of its page, whose workers are watched with it');
  if (page !== undefined) return { kind: 'page', url: page, webSocketUrl };
  if (url === '') throw new UserError('the program of this session does not say where its inspector listens: choose the session of its main thread');
  const { hostname, port } = new URL(url);
  return { kind: 'node', pid, host: hostname, port: Number(port) };
}
