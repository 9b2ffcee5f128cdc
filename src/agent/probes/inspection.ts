import type * as FileSystem from 'node:fs';
import type * as Inspector from 'node:inspector';
import type { StackId } from '../../trace/event';
import { isOwn } from '../stacks';
import type { AgentHost, Probe } from '../probe';

const CHECK_MS = 1_000;
/** State `01` of /proc/net/tcp. */
const ESTABLISHED = '01';

type Post = (this: unknown, method: string, ...rest: unknown[]) => unknown;

/**
 * A debugger in the running service. Seen: the port that the inspector listens on, connections to it (Linux), and sessions
 * that the program has with itself. What a connected client has switched on is its own affair and can't be seen.
 */
export const inspection: Probe = {
  name: 'inspection',
  rules: ['cache/debugger-left-on'],
  install(host) {
    // Attached, the inspector and a connection to it are ours.
    if (host.options.mode === 'attach') {
      host.emit({ kind: 'not-observed', rules: ['cache/debugger-left-on'], why: 'Wasmscope itself is connected to the inspector here: launch the service under Wasmscope to see who else is' });
      return () => undefined;
    }
    const inspector = host.require('node:inspector') as typeof Inspector;
    const sessions = watchSessions(host, inspector);
    const openedAt = watchOpen(host, inspector);
    const connections = connectionCount(host.require('node:fs') as typeof FileSystem);
    let checkedAt = 0;
    host.onFlush(() => {
      if (host.now() - checkedAt < CHECK_MS && !host.ending) return;
      checkedAt = host.now();
      const url = inspector.url();
      const inside = sessions.debuggingFrom();
      if (inside !== null) host.emit({ kind: 'debugger-attached', inspectorUrl: null, byFlag: false, client: 'inside', stack: inside });
      if (url === undefined) return;
      const { host: address, port } = new URL(url);
      host.emit({ kind: 'debugger-attached', inspectorUrl: address, byFlag: openedAt() === 0, client: connections(Number(port)) > 0 ? 'outside' : null, stack: openedAt() });
    });
    return () => undefined;
  },
};

/** Sessions of the program with itself that have the Debugger on, and where it was switched on. */
function watchSessions(host: AgentHost, inspector: typeof Inspector): { debuggingFrom(): StackId | null } {
  const debugging = new Map<object, StackId>();
  const note = host.guard((session: object, method: string) => {
    if (method === 'Debugger.enable' && !isOwn(host.callerFrames(1)[0]!)) debugging.set(session, host.captureStack());
    if (method === 'Debugger.disable') debugging.delete(session);
  });
  const prototype = inspector.Session.prototype as unknown as { post: Post; disconnect: () => void };
  host.patch(prototype, 'post', (original) =>
    function (this: unknown, method, ...rest) {
      if (method === 'Debugger.enable' || method === 'Debugger.disable') note(this as object, method);
      return original.call(this, method, ...rest);
    });
  host.patch(prototype, 'disconnect', (original) =>
    function (this: unknown) {
      debugging.delete(this as object);
      original.call(this as object);
    });
  return { debuggingFrom: () => debugging.values().next().value ?? null };
}

function watchOpen(host: AgentHost, inspector: typeof Inspector): () => StackId {
  let stack: StackId = 0;
  host.patch(inspector as { open: (...args: unknown[]) => unknown }, 'open', (original) => (...args) => {
    host.guard(() => (stack = host.captureStack()))();
    return original.apply(inspector, args);
  });
  return () => stack;
}

/** Connections to a port of this machine, by the kernel's table; none where there is no such table. */
function connectionCount(fs: typeof FileSystem): (port: number) => number {
  return (port) => {
    const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    let count = 0;
    for (const table of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
      if (!fs.existsSync(table)) continue;
      for (const line of fs.readFileSync(table, 'latin1').split('\n').slice(1)) {
        const [, local, , state] = line.trim().split(/\s+/);
        if (state === ESTABLISHED && local?.endsWith(wanted)) count++;
      }
    }
    return count;
  };
}
