import type { AdapterHost } from '../adapter/debug-context';
import { serveOnPipe, serveOnPort, serveStdio, type AdapterServer } from '../adapter/serve';
import { adapterHost } from './adapter-host';
import { readFormatters } from './read-formatters';

export interface DapOptions {
  /** A JSON file with formatters for every session. */
  readonly formattersFile?: string | undefined;
}

/** The debug adapter on standard input and output, for editors that start it themselves. */
export function serveDapOnStdio(options: DapOptions = {}): void {
  serveStdio(hostFor(options));
}

/** The debug adapter on a loopback port (0: any), a session for every connection. Resolves once it listens. */
export async function serveDapOnPort(port: number, options: DapOptions = {}): Promise<AdapterServer & { readonly port: number }> {
  return serveOnPort(hostFor(options), port);
}

/** The same on a socket file or named pipe, for one editor window. */
export function serveDapOnPipe(path: string): Promise<AdapterServer> {
  return serveOnPipe(adapterHost(), path);
}

function hostFor({ formattersFile }: DapOptions): AdapterHost {
  return adapterHost(formattersFile === undefined ? [] : readFormatters(formattersFile));
}
