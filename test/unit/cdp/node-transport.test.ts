import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { NodeTransport } from '../../../src/cdp/node-transport';

const HELLO = Buffer.from([0x81, 0x02, 0x7b, 0x7d]);
const isSpaces = (chunk: Buffer): boolean => chunk.every((byte) => byte === 0x20);

/** Stands for Node's inspector: what arrives, chunk by chunk. */
class Inspector {
  readonly chunks: Buffer[] = [];
  socket: Socket | undefined;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.socket = socket.setNoDelay(true);
      socket.once('data', (request: Buffer) => {
        const key = /Sec-WebSocket-Key: (\S+)/.exec(request.toString())![1]!;
        socket.write(`HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: ${createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')}\r\n\r\n`);
        socket.on('data', (chunk: Buffer) => this.chunks.push(chunk));
      });
    });
  }

  static async listening(): Promise<Inspector> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Inspector(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/x`;
  }

  async arrived(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.socket!, 'data');
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  close(): void {
    this.server.close();
  }
}

describe('cdp: the socket to Node', () => {
  let inspector: Inspector;
  let transport: NodeTransport;
  beforeEach(async () => {
    inspector = await Inspector.listening();
    transport = await NodeTransport.connect(inspector.url);
    await inspector.arrived(() => inspector.chunks.length > 0);
  });
  afterEach(async () => {
    await transport.close();
    inspector.close();
  });

  it('sends what is sent in one breath in one write and in its order', async () => {
    const before = inspector.chunks.length;
    transport.send('"first"');
    transport.send('"second"');
    transport.send(`"${'x'.repeat(5_000)}"`);
    await inspector.arrived(() => inspector.text().includes('xxx"'));
    assert.equal(inspector.chunks.length, before + 1);
    assert.match(inspector.text(), /"first" +.{8}"second" +/s);
  });

  it('acknowledges what comes with a space where no command follows, with the command where one does', async () => {
    inspector.socket!.write(HELLO);
    await inspector.arrived(() => isSpaces(inspector.chunks.at(-1)!));
    assert.equal(inspector.chunks.at(-1)!.length, 1);
    const before = inspector.chunks.length;
    transport.onMessage(() => void Promise.resolve().then(() => transport.send('"answer"')));
    inspector.socket!.write(HELLO);
    await inspector.arrived(() => inspector.text().includes('"answer"'));
    assert.ok(!inspector.chunks.slice(before).some(isSpaces));
  });

  it('sends what is due before it closes', async () => {
    transport.send('"last"');
    const closed = transport.close();
    await inspector.arrived(() => inspector.text().includes('"last"'));
    await closed;
  });
});
