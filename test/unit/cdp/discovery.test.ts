import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { listTargets } from '../../../src/cdp/discovery';
import { UserError } from '../../../src/base/user-error';

describe('cdp: discovery', () => {
  let server: Server;
  afterEach(() => void server.close());

  async function listen(made: Server): Promise<number> {
    server = made.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  const serve = (listener: RequestListener): Promise<number> => listen(createServer(listener));
  const refused = async (port: number, reason: RegExp): Promise<void> =>
    assert.rejects(listTargets('127.0.0.1', port), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, reason);
      return true;
    });

  it('lists what can be connected to', async () => {
    const target = { title: 'app', type: 'node', url: 'file:///app.js', webSocketDebuggerUrl: 'ws://127.0.0.1:1/x' };
    const answers: Record<string, unknown> = { '/json/version': { Browser: 'node.js/v20.0.0', 'Protocol-Version': '1.1' }, '/json/list': [target, { title: 'taken' }] };
    const port = await serve(({ url }, response) => void response.end(JSON.stringify(answers[url ?? ''])));
    assert.deepEqual(await listTargets('127.0.0.1', port), [target]);
  });

  it('names what answers instead', async () => refused(await serve((_, response) => void response.end('<html><body>Hello')), /not a debugging port: it answers HTTP with '<html><body>Hello'/));

  it('is not taken in by other JSON', async () => refused(await serve((_, response) => void response.end('{"ok":true}')), /not a debugging port/));

  it('reads no answer without end', async () => {
    const port = await serve((_, response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(1 << 18), () => setImmediate(more)));
      more();
    });
    await refused(port, /sends without end/);
  });

  it('says that something else than HTTP speaks there', async () => refused(await listen(createTcpServer((socket) => socket.end('SSH-2.0-x\r\n'))), /does not speak HTTP/));

  it('says that nothing listens there', async () => {
    const port = await listen(createTcpServer());
    await new Promise((closed) => server.close(closed));
    await refused(port, /nothing listens/);
  });
});
