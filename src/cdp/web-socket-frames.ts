import { LIMITS } from '../base/limits';

/** Opcodes of RFC 6455, 5.2. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketMessage {
  readonly opcode: number;
  readonly payload: Buffer;
}

/**
 * Header of a final frame from a client (RFC 6455, 5.2). The mask is zero, so the payload follows as it is: masking
 * protects proxies from hostile pages, and there are neither here.
 */
export function clientFrameHeader(opcode: number, payloadSize: number): Buffer {
  const sizeBytes = payloadSize < 126 ? 0 : payloadSize < 0x1_0000 ? 2 : 8;
  const header = Buffer.alloc(2 + sizeBytes + 4);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (sizeBytes === 0 ? payloadSize : sizeBytes === 2 ? 126 : 127);
  if (sizeBytes === 2) header.writeUInt16BE(payloadSize, 2);
  if (sizeBytes === 8) header.writeBigUInt64BE(BigInt(payloadSize), 2);
  return header;
}

/** Cuts what a server sends into messages. Throws on what no server may send, and beyond LIMITS.cdp.messageBytes. */
export class WebSocketFrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private fragments: Buffer[] = [];
  private fragmentsSize = 0;
  private fragmentsOpcode: number = OPCODE.text;

  /** Chunks are joined once a frame is whole, never before: a module of 150 MB arrives in thousands of them. */
  *push(chunk: Buffer): Generator<WebSocketMessage> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    for (let message = this.next(); message !== undefined; message = this.next()) if (message !== 'fragment') yield message;
  }

  private next(): WebSocketMessage | 'fragment' | undefined {
    const header = this.header();
    if (!header || this.size < header.headerSize + header.payloadSize) return undefined;
    const payload = this.take(header.headerSize + header.payloadSize).subarray(header.headerSize);
    if (header.opcode >= OPCODE.close) return { opcode: header.opcode, payload };
    return this.join(header.opcode, header.final, payload);
  }

  private join(opcode: number, final: boolean, payload: Buffer): WebSocketMessage | 'fragment' {
    if (opcode !== OPCODE.continuation) this.fragmentsOpcode = opcode;
    if (final && this.fragments.length === 0) return { opcode: this.fragmentsOpcode, payload };
    this.fragments.push(payload);
    this.fragmentsSize += payload.length;
    if (this.fragmentsSize > LIMITS.cdp.messageBytes) throw tooLarge(this.fragmentsSize);
    if (!final) return 'fragment';
    const whole = Buffer.concat(this.fragments);
    this.fragments = [];
    this.fragmentsSize = 0;
    return { opcode: this.fragmentsOpcode, payload: whole };
  }

  private header(): { opcode: number; final: boolean; headerSize: number; payloadSize: number } | undefined {
    const start = this.peek(10);
    if (start.length < 2) return undefined;
    if (start[1]! & 0x80) throw new Error('the server sent a masked frame');
    const short = start[1]! & 0x7f;
    const headerSize = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (start.length < headerSize) return undefined;
    const payloadSize = short === 126 ? start.readUInt16BE(2) : short === 127 ? Number(start.readBigUInt64BE(2)) : short;
    if (payloadSize > LIMITS.cdp.messageBytes) throw tooLarge(payloadSize);
    return { opcode: start[0]! & 0x0f, final: (start[0]! & 0x80) !== 0, headerSize, payloadSize };
  }

  /** Up to `count` bytes from the front, which stay. */
  private peek(count: number): Buffer {
    const first = this.chunks[0] ?? Buffer.alloc(0);
    return first.length >= Math.min(count, this.size) ? first.subarray(0, count) : Buffer.concat(this.chunks.slice(0, count)).subarray(0, count);
  }

  private take(count: number): Buffer {
    const first = this.chunks[0]!;
    const whole = first.length >= count ? first : Buffer.concat(this.chunks);
    const rest = whole.subarray(count);
    if (whole === first) {
      if (rest.length > 0) this.chunks[0] = rest;
      else this.chunks.shift();
    } else this.chunks = rest.length > 0 ? [rest] : [];
    this.size -= count;
    return whole.subarray(0, count);
  }
}

function tooLarge(sizeBytes: number): Error {
  return new Error(`a message of ${sizeBytes} bytes is larger than the limit of ${LIMITS.cdp.messageBytes}`);
}
