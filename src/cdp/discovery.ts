import { List, type Target } from 'chrome-remote-interface';
import { get } from 'node:http';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';

const ANSWER_BYTES = 1 << 20;

/** The targets behind a debugging port (`/json/list`). A UserError names what was met where it is no debugging port. */
export async function listTargets(host: string, port: number): Promise<Target[]> {
  await expectDebuggingPort(host, port);
  const targets = await List({ host, port }).catch((error: NodeJS.ErrnoException) => Promise.reject(connectionError(`${host}:${port}`, error)));
  return targets.filter(({ webSocketDebuggerUrl }) => typeof webSocketDebuggerUrl === 'string');
}

/** The browser behind a debugging port, by the address that works from here. UserError where it is no browser. */
export async function browserAddress(host: string, port: number): Promise<string> {
  const { Browser: engine = 'something', webSocketDebuggerUrl } = await expectDebuggingPort(host, port);
  if (typeof webSocketDebuggerUrl !== 'string') throw new UserError(`${host}:${port} is a debugging port, but of ${engine}, not of a browser: leave "target" out to attach to Node`);
  return reachable(webSocketDebuggerUrl, host, port);
}

/** Behind a forwarded port the target names an address of its own; ours is the one that works. */
export function reachable(webSocketUrl: string, host: string, port: number): string {
  const url = new URL(webSocketUrl);
  url.host = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return url.href;
}

/**
 * Asked before chrome-remote-interface is: that takes whatever answers for a debugging port, without bounds, and what is
 * no JSON ends the process.
 */
async function expectDebuggingPort(host: string, port: number): Promise<Version> {
  const where = `${host}:${port}`;
  const body = await fetchText(host, port, '/json/version');
  const version = versionIn(body);
  if (!version) throw new UserError(`${where} is not a debugging port: it answers ${describe(body)}; start the program with --inspect=${where} and give that port`);
  return version;
}

interface Version {
  readonly Browser?: string;
  readonly webSocketDebuggerUrl?: string;
}

/** Every engine names itself and the protocol: `{"Browser": "node.js/v20.20.2", "Protocol-Version": "1.1"}`. */
function versionIn(body: string): Version | undefined {
  try {
    const version = JSON.parse(body) as Record<string, unknown> | null;
    return typeof version?.['Protocol-Version'] === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function describe(body: string): string {
  const start = body.replace(/\s+/g, ' ').trim().slice(0, 40);
  return start === '' ? 'with nothing' : `HTTP with '${start}${body.length > 40 ? '…' : ''}'`;
}

function fetchText(host: string, port: number, path: string): Promise<string> {
  const where = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path, timeout: LIMITS.cdp.connectMs, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
        if (body.length > ANSWER_BYTES) request.destroy(new UserError(`${where} is not a debugging port: it sends without end`));
      });
      response.on('end', () => resolve(body));
      response.on('error', fail);
    });
    const fail = (error: NodeJS.ErrnoException): void => reject(connectionError(where, error));
    request.on('timeout', () => request.destroy(new UserError(`${where} did not answer within ${LIMITS.cdp.connectMs / 1000} s, so it is no debugging port`)));
    request.on('error', fail);
  });
}

function connectionError(where: string, error: NodeJS.ErrnoException): UserError {
  if (error instanceof UserError) return error;
  if (error.code === 'ECONNREFUSED') return new UserError(`nothing listens on ${where}: start the program with --inspect=${where}, or attach by process id`);
  if (error.code?.startsWith('HPE_') || error.code === 'ECONNRESET') return new UserError(`${where} is not a debugging port: what listens there does not speak HTTP (${error.code})`);
  return new UserError(`cannot reach ${where}: ${error.message}`);
}
