import { get } from 'node:http';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';

/** What a debugging port says of one target (`/json/list`). */
export interface DebugTarget {
  readonly title: string;
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

const ANSWER_BYTES = 4 << 20;

/** The targets behind a debugging port. A UserError names what was met where it is no debugging port. */
export async function listTargets(host: string, port: number): Promise<DebugTarget[]> {
  const where = `${host}:${port}`;
  const body = await fetchText(host, port, '/json/list');
  const targets = parseTargets(body);
  if (!targets) throw new UserError(`${where} is not a debugging port: it answers ${describe(body)}; start the program with --inspect=${where} and give that port`);
  return targets;
}

function parseTargets(body: string): DebugTarget[] | undefined {
  try {
    const list: unknown = JSON.parse(body);
    if (!Array.isArray(list)) return undefined;
    return list.filter((each): each is DebugTarget => typeof (each as DebugTarget | null)?.webSocketDebuggerUrl === 'string');
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
