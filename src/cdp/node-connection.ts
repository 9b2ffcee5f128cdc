import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import type { CdpSession } from './connection';
import { listTargets, reachable } from './discovery';
import { JsonSession } from './json-session';
import { NODE_IDENTITY, type NodeIdentity } from './node-identity';
import { NodeTransport } from './node-transport';
import { listeningPorts, processInfo, verifyNode } from './process-info';

/** A running Node program whose inspector we talk to. */
export interface NodeConnection {
  readonly session: CdpSession;
  readonly pid: number;
  readonly command: string;
  readonly nodeVersion: string;
  /** It began just now, or waits until `Runtime.runIfWaitingForDebugger` is sent. */
  readonly isStarting: boolean;
  readonly host: string;
  readonly port: number;
  /** True when the inspector was closed before us, or before another of us who still needs it: the last one's `close` closes it again. */
  readonly openedByUs: boolean;
  /** Another debugger is connected to the same port. Known on Linux only. */
  readonly hasOtherClients: boolean;
  close(): Promise<void>;
}

const DEFAULT_PORT = 9229;
const OPENS_WITHIN_MS = 5_000;
const POLL_MS = 10;
/** Closing the inspector blocks its thread until the last client is gone, so it waits until we are. */
const CLOSE_DELAY_MS = 100;
const CLOSES_WITHIN_MS = 2_000;
const STARTS_WITHIN_MS = 10_000;
/** Left in a program whose inspector one of us opened: whoever of us is the last to leave closes it. */
const OPENED = "globalThis[Symbol.for('wasmscope.inspector')]";

/** Connects to a debugging port that Node opened itself (`--inspect`). */
export async function connectToPort(host: string, port: number): Promise<NodeConnection> {
  const session = await openSession(host, port);
  return describe(session, host, port, false);
}

/**
 * Opens the inspector of a running process (SIGUSR1, as Node documents) and connects. Only a process that is Node for
 * certain, and listens to that signal, is ever signalled; an inspector that is open already is used as it is.
 */
export async function connectToProcess(pid: number): Promise<NodeConnection> {
  const info = processInfo(pid);
  verifyNode(info);
  for (const port of announcedPorts(info.argv, listeningPorts(pid))) {
    const connection = await connectionOf(pid, port, false);
    if (connection) return connection;
  }
  if (info.catchesSigusr1 === false) throw new UserError(`process ${pid} does not listen to SIGUSR1 (started with --disable-sigusr1, or not up yet): start it with --inspect=127.0.0.1:0 and attach by port`);
  const before = new Set(listeningPorts(pid)?.keys());
  process.kill(pid, 'SIGUSR1');
  const deadline = performance.now() + OPENS_WITHIN_MS;
  do {
    await delay(POLL_MS);
    const ports = listeningPorts(pid);
    for (const port of ports === undefined ? [DEFAULT_PORT] : [...ports.keys()].filter((each) => !before.has(each))) {
      const connection = await connectionOf(pid, port, true);
      if (connection) return connection;
    }
  } while (performance.now() < deadline);
  const opened = await openElsewhere(pid, before);
  if (opened) return opened;
  throw new UserError(`process ${pid} did not open its inspector: port ${DEFAULT_PORT} is probably taken by another process, or the thread is blocked; start it with --inspect-port=0, or with --inspect, and try again`);
}

/** A program may have opened its inspector itself, on any port: then the signal changed nothing. */
async function openElsewhere(pid: number, ports: ReadonlySet<number>): Promise<NodeConnection | undefined> {
  const loopback = listeningPorts(pid);
  for (const port of ports) {
    const connection = loopback?.get(port)?.loopback ? await connectionOf(pid, port, false) : undefined;
    if (connection) return connection;
  }
  return undefined;
}

/** Ports that may be an open inspector already. A service's own ports are not asked: each question would be a request to it. */
function announcedPorts(argv: readonly string[], listening: ReadonlyMap<number, unknown> | undefined): number[] {
  const named = argv.flatMap((word) => /^--inspect(?:-brk|-wait|-port)?(?:=(?:.*:)?(\d+))?$/.exec(word)?.[1] ?? []).map(Number);
  const flagged = argv.some((word) => /^--(inspect|debug-port)/.test(word));
  const ports = new Set([...named, DEFAULT_PORT]);
  const open = [...ports].filter((port) => port !== 0 && (listening === undefined || listening.has(port)));
  // `--inspect=0` chose a port by itself: one of those on loopback.
  return open.length > 0 || !flagged ? open : [...(listening?.keys() ?? [])];
}

/** undefined where that port is not the inspector of that process. */
async function connectionOf(pid: number, port: number, openedByUs: boolean): Promise<NodeConnection | undefined> {
  let session: CdpSession;
  try {
    session = await openSession('127.0.0.1', port);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  try {
    const connection = await describe(session, '127.0.0.1', port, openedByUs);
    if (connection.pid === pid) return connection;
  } catch (error) {
    await session.close();
    throw error;
  }
  await session.close();
  return undefined;
}

async function openSession(host: string, port: number): Promise<CdpSession> {
  const [target] = await listTargets(host, port);
  if (!target) throw new UserError(`${host}:${port} offers nothing to debug`);
  return new JsonSession(await NodeTransport.connect(reachable(target.webSocketDebuggerUrl, host, port)));
}

async function describe(session: CdpSession, host: string, port: number, opened: boolean): Promise<NodeConnection> {
  const identity = await identityOf(session);
  if (identity === undefined) {
    await session.close();
    throw new UserError(`${host}:${port} is a debugging port, but not of Node; for a page in a browser set "target": "chrome"`);
  }
  const { pid, argv, version, isStarting } = identity;
  const clients = connectionsTo(pid, port);
  const marked = await isMarked(session, opened);
  return { session, pid, command: argv.join(' '), nodeVersion: version, isStarting, host, port, openedByUs: marked, hasOtherClients: clients > 1, close: () => closeConnection(session, pid, port, marked) };
}

/** Whether one of us opened the inspector: by now, or a while ago. */
async function isMarked(session: CdpSession, opened: boolean): Promise<boolean> {
  const { result } = await session.send('Runtime.evaluate', { expression: opened ? `${OPENED} = true` : `${OPENED} === true`, returnByValue: true });
  return result.value === true;
}

/** Ends the wait of a program that Node has not set up yet (see NodeIdentity), and waits until it is set up. */
export async function letStart(session: CdpSession): Promise<void> {
  await session.send('Runtime.runIfWaitingForDebugger');
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while ((await identityOf(session))?.isStarting && performance.now() < deadline) await delay(POLL_MS);
}

async function identityOf(session: CdpSession): Promise<NodeIdentity | undefined> {
  const { result } = await session.send('Runtime.evaluate', { expression: NODE_IDENTITY, returnByValue: true });
  return result.value as NodeIdentity | undefined;
}

function connectionsTo(pid: number, port: number): number {
  return listeningPorts(pid)?.get(port)?.connections ?? 0;
}

/** Leaves the target as it was found: the inspector is closed if one of us opened it and nobody else uses it. */
async function closeConnection(session: CdpSession, pid: number, port: number, openedByUs: boolean): Promise<void> {
  if (session.closed) return;
  const closeInspector = openedByUs && connectionsTo(pid, port) <= 1;
  if (closeInspector) await session.send('Runtime.evaluate', { expression: `delete ${OPENED}; setTimeout(() => process._debugEnd(), ${CLOSE_DELAY_MS}); 0` }).catch(() => undefined);
  await session.close();
  if (closeInspector) await until(() => !(listeningPorts(pid)?.has(port) ?? false), CLOSES_WITHIN_MS);
}

async function until(holds: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds() && performance.now() < deadline) await delay(POLL_MS);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The session of one inspector address, as a launched program prints it (`Debugger listening on …`). */
export async function connectToInspector(webSocketUrl: string): Promise<CdpSession> {
  try {
    return new JsonSession(await NodeTransport.connect(webSocketUrl));
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`cannot debug the program: ${messageFor(error)} (limit ${LIMITS.cdp.connectMs / 1000} s)`);
  }
}
