import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import type { Transport } from './transport';
import { OPCODE, WebSocketFrameReader, clientFrameHeader } from './web-socket-frames';

/** Large enough for nearly every command. */
const OPEN_FRAME_BYTES = 4_096;
/** Completes an open frame when no command is due: the target answers that it knows no such method, to nobody. */
const NO_COMMAND = Buffer.from('{"id":0,"method":"Wasmscope.none"}');
const SPACE = Buffer.from(' ');
const SPACES = Buffer.alloc(OPEN_FRAME_BYTES, SPACE);
const CLOSE_GRACE_MS = 500;

/**
 * A WebSocket to Node's inspector. Node sends with Nagle's algorithm on, so its second message in a row waits some
 * 40 ms for a TCP acknowledgement. One text frame is therefore kept open, and a space is written into it for every
 * chunk received that no command follows at once: the acknowledgement travels with it, and the target never sees it,
 * because the next command fills the frame up and JSON may begin and end with spaces. (A ping would close Node's
 * connection.) Commands that are sent in one breath go out in one write, since each is a system call that wakes the
 * target: where that takes our processor, the second would wait until the first has been answered.
 */
export class NodeTransport implements Transport {
  private readonly events = new Emitter<{ message: string; close: string }>();
  private readonly reader = new WebSocketFrameReader();
  /** Bytes still to write into the open frame. */
  private room = 0;
  /** Goes out when what runs now has come to its end; null where nothing will. */
  private due: Buffer[] | null = null;
  private ended: string | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', (error) => this.end(error.message));
    socket.on('close', () => this.end('the connection was closed'));
    this.write(this.openFrame());
  }

  /** `url` is a `webSocketDebuggerUrl`. Rejects with a UserError where no WebSocket answers. */
  static async connect(url: string): Promise<NodeTransport> {
    const { hostname, port, pathname, host } = new URL(url);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80), noDelay: true });
    try {
      const rest = await upgrade(socket, host, pathname);
      const transport = new NodeTransport(socket);
      if (rest.length > 0) transport.receive(rest);
      return transport;
    } catch (error) {
      socket.destroy();
      throw new UserError(`cannot connect to the debugging port ${host}: ${messageFor(error)}`);
    }
  }

  onMessage(listener: (text: string) => void): Disposable {
    return this.events.on('message', listener);
  }

  onClose(listener: (why: string) => void): Disposable {
    return this.events.on('close', listener);
  }

  send(text: string): void {
    const command = Buffer.from(text);
    if (command.length <= this.room) return this.write(...this.fill(command), this.openFrame());
    this.write(...this.fill(NO_COMMAND), clientFrameHeader(OPCODE.text, command.length), command, this.openFrame());
  }

  /** The open frame can't be taken back, so the socket ends without a closing frame; Node takes that as a close. */
  async close(): Promise<void> {
    if (this.ended !== undefined) return;
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    this.flush();
    this.socket.end();
    const timer = setTimeout(() => this.socket.destroy(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(timer);
  }

  private receive(chunk: Buffer): void {
    try {
      for (const { opcode, payload } of this.reader.push(chunk)) {
        if (opcode === OPCODE.close) return void this.socket.end();
        if (opcode === OPCODE.text) this.events.emit('message', payload.toString());
      }
    } catch (error) {
      this.socket.destroy();
      this.end(messageFor(error));
    }
    this.write();
  }

  /** In a frame that is full of spaces the next command would have no room. */
  private nudge(): Buffer[] {
    if (this.room <= NO_COMMAND.length) return [...this.fill(NO_COMMAND), this.openFrame()];
    this.room--;
    return [SPACE];
  }

  private fill(command: Buffer): Buffer[] {
    const padding = this.room - command.length;
    this.room = 0;
    return [command, SPACES.subarray(0, padding)];
  }

  private openFrame(): Buffer {
    this.room = OPEN_FRAME_BYTES;
    return clientFrameHeader(OPCODE.text, OPEN_FRAME_BYTES);
  }

  private write(...parts: readonly Buffer[]): void {
    if (this.due === null) {
      this.due = [];
      queueMicrotask(() => this.flush());
    }
    this.due.push(...parts);
  }

  private flush(): void {
    const { due } = this;
    this.due = null;
    if (due && this.socket.writable) this.socket.write(Buffer.concat(due.length > 0 ? due : this.nudge()));
  }

  private end(why: string): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.events.emit('close', why);
  }
}

/** The opening handshake (RFC 6455, 4.1). Resolves with what came after it. */
async function upgrade(socket: Socket, host: string, path: string): Promise<Buffer> {
  const key = randomBytes(16).toString('base64');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  const { head, rest } = await responseHead(socket);
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  if (!/^HTTP\/1\.1 101 /.test(head) || !head.includes(accept)) throw new Error(`it answered '${head.split('\r\n')[0]!.slice(0, 80)}' instead of opening a debugging connection`);
  return rest;
}

function responseHead(socket: Socket): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('error', onError).off('close', onClose);
      act();
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end >= 0) finish(() => resolve({ head: received.toString('latin1', 0, end), rest: received.subarray(end + 4) }));
      else if (received.length > 64 << 10) finish(() => reject(new Error('it does not speak HTTP')));
    };
    const onError = (error: Error): void => finish(() => reject(error));
    const onClose = (): void => finish(() => reject(new Error('it closed the connection')));
    const timer = setTimeout(() => finish(() => reject(new Error('it did not answer'))), LIMITS.cdp.connectMs);
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}
