import { serveOnPort, serveStdio } from '../adapter/serve';
import { adapterHost } from './adapter-host';

/** The debug adapter on standard input and output, for editors that start it themselves. */
export function serveDapOnStdio(): void {
  serveStdio(adapterHost());
}

/** The debug adapter on a loopback port (0: any), a session for every connection. Resolves once it listens. */
export function serveDapOnPort(port: number): Promise<{ readonly port: number; dispose(): void }> {
  return serveOnPort(adapterHost(), port);
}
