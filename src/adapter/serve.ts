import { createServer, type AddressInfo } from 'node:net';
import type { Disposable } from '../base/disposable';
import { UserError } from '../base/user-error';
import { WasmDebugAdapter, type AdapterHost } from './debug-adapter';

/** One client on standard input and output; the process ends with it. */
export function serveStdio(host: AdapterHost): void {
  const adapter = new WasmDebugAdapter(host);
  process.on('SIGTERM', () => adapter.shutdown());
  adapter.start(process.stdin, process.stdout);
}

/** A session for every connection, on loopback only: whoever can connect can run programs. Port 0 chooses a free one. */
export function serveOnPort(host: AdapterHost, port: number): Promise<{ readonly port: number } & Disposable> {
  const server = createServer((socket) => {
    const adapter = new WasmDebugAdapter(host);
    adapter.setRunAsServer(true);
    adapter.start(socket, socket);
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new UserError(error.code === 'EADDRINUSE' ? `port ${port} is taken: choose another, or 0 for any` : `cannot listen on port ${port}: ${error.message}`)));
    server.listen(port, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, dispose: () => void server.close() }));
  });
}
