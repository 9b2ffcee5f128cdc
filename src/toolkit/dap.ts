import { serveOnPipe, serveOnPort, serveStdio, type AdapterServer } from '../adapter/serve';
import { adapterHost } from './adapter-host';

/** The debug adapter on standard input and output, for editors that start it themselves. */
export function serveDapOnStdio(): void {
  serveStdio(adapterHost());
}

/** The debug adapter on a loopback port (0: any), a session for every connection. Resolves once it listens. */
export function serveDapOnPort(port: number): Promise<AdapterServer & { readonly port: number }> {
  return serveOnPort(adapterHost(), port);
}

/** The same on a socket file or named pipe, for one editor window. */
export function serveDapOnPipe(path: string): Promise<AdapterServer> {
  return serveOnPipe(adapterHost(), path);
}
