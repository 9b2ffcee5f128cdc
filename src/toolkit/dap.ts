import type { AdapterHost } from '../adapter/debug-adapter';
import { serveOnPort, serveStdio } from '../adapter/serve';
import { openModuleBytes } from './open-module';

const HOST: AdapterHost = { openSymbols: (bytes, _url, debugDirs) => openModuleBytes(bytes, { path: null, debugDirs }) };

/** The debug adapter on standard input and output, for editors that start it themselves. */
export function serveDapOnStdio(): void {
  serveStdio(HOST);
}

/** The debug adapter on a loopback port (0: any), a session for every connection. Resolves once it listens. */
export function serveDapOnPort(port: number): Promise<{ readonly port: number; dispose(): void }> {
  return serveOnPort(HOST, port);
}
