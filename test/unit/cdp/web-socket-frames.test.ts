import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIMITS } from '../../../src/base/limits';
import { OPCODE, WebSocketFrameReader, clientFrameHeader } from '../../../src/cdp/web-socket-frames';

/** A frame as a server sends it: no mask (RFC 6455, 5.1). */
function serverFrame(opcode: number, payload: Buffer, final = true): Buffer {
  const header = Buffer.from(clientFrameHeader(opcode, payload.length).subarray(0, -4));
  header[0] = (final ? 0x80 : 0) | opcode;
  header[1] = header[1]! & 0x7f;
  return Buffer.concat([header, payload]);
}

function readIn(bytes: Buffer, chunkSize: number): string[] {
  const reader = new WebSocketFrameReader();
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) for (const { payload } of reader.push(bytes.subarray(at, at + chunkSize))) texts.push(payload.toString());
  return texts;
}

describe('cdp: WebSocket frames', () => {
  it('come out whole, however the network cuts them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 300 })), fc.integer({ min: 1, max: 400 }), (texts, chunkSize) => {
        const bytes = Buffer.concat(texts.map((text) => serverFrame(OPCODE.text, Buffer.from(text))));
        assert.deepEqual(readIn(bytes, chunkSize), texts);
      }),
    );
  });

  it('take the three sizes of length', () => {
    const texts = [10, 126, 0x1_0000].map((size) => 'x'.repeat(size));
    assert.deepEqual(readIn(Buffer.concat(texts.map((text) => serverFrame(OPCODE.text, Buffer.from(text)))), 1_000), texts);
  });

  it('are joined from fragments, with control frames between', () => {
    const frames = [serverFrame(OPCODE.text, Buffer.from('ab'), false), serverFrame(OPCODE.pong, Buffer.from('!')), serverFrame(OPCODE.continuation, Buffer.from('cd'))];
    assert.deepEqual(readIn(Buffer.concat(frames), 3), ['!', 'abcd']);
  });

  it('beyond the limit are refused before they are read', () => {
    const header = Buffer.alloc(10);
    header.set([0x81, 127]);
    header.writeBigUInt64BE(BigInt(LIMITS.cdp.messageBytes) + 1n, 2);
    assert.throws(() => readIn(header, 10), /larger than the limit/);
  });
});
