import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** Serves a folder on loopback, as a developer's own server would. */
export class WebServer {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async of(folder: string, headers: Record<string, string> = {}): Promise<WebServer> {
    const server = createServer(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://localhost');
      const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
      const path = join(folder, name);
      if (!existsSync(path)) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain', 'cache-control': 'no-store', ...headers }).end(readFileSync(path));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebServer(server, (server.address() as AddressInfo).port);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when a path is asked for, be it there or not. */
  asked(path: string): Promise<void> {
    return new Promise((resolve) => this.server.on('request', ({ url }) => url === path && resolve()));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

const MODULE = 'shapes-o0-dwarf5.wasm';
const USE = `.then(({ instance: { exports: wasm } }) => {
  console.log('perimeter %d', wasm.perimeter(wasm.create(5, 5)));
});
`;
const STREAMED = `WebAssembly.instantiateStreaming(fetch('/${MODULE}'), {})${USE}`;
const FETCHED = `fetch('/${MODULE}').then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, {}))${USE}`;

/** The ways in which pages run a module, each a page with its files. All run through `create` and `perimeter` of shapes.c once. */
export const PAGES: Record<string, Record<string, string>> = {
  'instantiated while it streams': { 'index.html': '<!doctype html><script src="/app.js"></script>', 'app.js': STREAMED },
  'fetched whole, in a module': { 'index.html': '<!doctype html><script type="module" src="/app.mjs"></script>', 'app.mjs': FETCHED },
  'in a worker': { 'index.html': `<!doctype html><script>new Worker('/worker.js')</script>`, 'worker.js': STREAMED },
  'in a worker of a worker': { 'index.html': `<!doctype html><script>new Worker('/outer.js')</script>`, 'outer.js': `new Worker('/worker.js')`, 'worker.js': STREAMED },
  'in a shared worker': { 'index.html': `<!doctype html><script>new SharedWorker('/worker.js')</script>`, 'worker.js': STREAMED },
  'in a service worker': { 'index.html': `<!doctype html><script>navigator.serviceWorker.register('/worker.js')</script>`, 'worker.js': STREAMED },
  'in a frame of another site': { 'index.html': `<!doctype html><script>document.write('<iframe src="' + location.href.replace('127.0.0.1', 'localhost') + 'frame.html"></iframe>')</script>`, 'frame.html': '<!doctype html><script src="/app.js"></script>', 'app.js': STREAMED },
};
