import { ByteWriter } from '../../../src/base/byte-writer';
import type { SectionName } from '../../../src/wasm/section-id';
import { SectionId } from '../../../src/wasm/section-id';

/** Builds test modules byte by byte, so that each test shows the bytes that it is about. */
export class ModuleBytes {
  private readonly out = new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

  /** Payload as bytes and texts: a text is written with its length. */
  section(name: SectionName, ...payload: readonly (number | string | readonly number[])[]): this {
    const content = bytesOf(...payload);
    this.out.u8(SectionId[name]).uleb(content.length).bytes(content);
    return this;
  }

  raw(...bytes: readonly number[]): this {
    this.out.bytes(bytes);
    return this;
  }

  get size(): number {
    return this.out.size;
  }

  finish(): Uint8Array {
    return this.out.finish().slice();
  }
}

export function bytesOf(...parts: readonly (number | string | readonly number[])[]): Uint8Array {
  const out = new ByteWriter();
  for (const part of parts) {
    if (typeof part === 'string') out.name(part);
    else if (typeof part === 'number') out.u8(part);
    else out.bytes(part);
  }
  return out.finish();
}
