import { createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from 'node:net';
import { UserError } from '../base/user-error';
import { WasmDebugAdapter, type AdapterHost } from './debug-adapter';

/** One client on standard input and output; the process ends with it. */
export function serveStdio(host: AdapterHost): void {
  const adapter = new WasmDebugAdapter(host);
  process.on('SIGTERM', () => adapter.shutdown());
  adapter.start(process.stdin, process.stdout);
}

/** Sessions, one for every connection; they share what the host keeps. */
export interface AdapterServer {
  /** Ends all sessions, each as if its client had gone, and listens no more. Never rejects. */
  readonly close: () => Promise<void>;
}

/** On loopback only: whoever can connect can run programs. Port 0 chooses a free one. */
export async function serveOnPort(host: AdapterHost, port: number): Promise<AdapterServer & { readonly port: number }> {
  const { server, close } = await serve(host, { port, host: '127.0.0.1' }, `port ${port}`);
  return { port: (server.address() as AddressInfo).port, close };
}

/** On a socket in a private folder, or a named pipe of Windows. */
export function serveOnPipe(host: AdapterHost, path: string): Promise<AdapterServer> {
  return serve(host, { path }, path);
}

async function serve(host: AdapterHost, where: ListenOptions, name: string): Promise<AdapterServer & { readonly server: Server }> {
  const sessions = new Map<WasmDebugAdapter, Socket>();
  const server = createServer((socket) => {
    const adapter = new WasmDebugAdapter(host);
    sessions.set(adapter, socket);
    adapter.setRunAsServer(true);
    adapter.start(socket, socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => void adapter.leave().then(() => sessions.delete(adapter)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new UserError(error.code === 'EADDRINUSE' ? `${name} is taken: choose another, or 0 for any` : `cannot listen on ${name}: ${error.message}`)));
    server.listen(where, () => resolve());
  });
  return {
    server,
    async close() {
      server.close();
      await Promise.all([...sessions].map(([adapter, socket]) => adapter.leave().then(() => socket.destroy())));
    },
  };
}
