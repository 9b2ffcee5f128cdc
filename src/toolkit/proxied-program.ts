import { UserError } from '../base/user-error';
import { connectToInspector } from '../cdp/node-connection';

/** A program that somebody else debugs, and where its own inspector listens. */
export interface ProxiedProgram {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

/** What another debugger lends: a WebSocket into its own session with the target. */
export interface DebuggerProxy {
  readonly host: string;
  readonly port: number;
  readonly path?: string;
}

const ABOUT = `(() => {
  if (typeof process !== 'object' || !process.versions?.node) return '';
  const { url } = process.getBuiltinModule?.('node:inspector') ?? require('node:inspector');
  return JSON.stringify({ pid: process.pid, url: url() ?? '' });
})()`;

/**
 * Asks the program once, by the session that is lent, where its inspector is; everything else goes by a session of our
 * own: what is switched on and off there never changes theirs. Throws UserError for a page, which has no inspector.
 */
export async function proxiedProgram({ host, port, path = '' }: DebuggerProxy): Promise<ProxiedProgram> {
  const session = await connectToInspector(`ws://${host.includes(':') ? `[${host}]` : host}:${port}${path}`);
  try {
    const { result } = await session.send('Runtime.evaluate', { expression: ABOUT, includeCommandLineAPI: true, returnByValue: true });
    return programOf(result.value);
  } finally {
    await session.close();
  }
}

function programOf(answer: unknown): ProxiedProgram {
  if (answer === '') throw new UserError('this session debugs a page, which cannot be shared: `wasmscope record --url` and `wasmscope check --url` open it in a browser of their own');
  const { pid, url } = typeof answer === 'string' ? (JSON.parse(answer) as { pid: number; url: string }) : { pid: 0, url: '' };
  if (url === '') throw new UserError('the program of this session does not say where its inspector listens: choose the session of its main thread');
  const { hostname, port } = new URL(url);
  return { pid, host: hostname, port: Number(port) };
}
