import { LIMITS } from '../../../src/base/limits';

/** A module with a custom section (Wasm core spec 5.5.3) behind it, which makes it large; `fill` tells one from another. */
export function paddedModule(bytes: Uint8Array, fill: number): Buffer {
  const contents = Buffer.concat([Buffer.from([7]), Buffer.from('padding'), Buffer.alloc(LIMITS.handover.smallestBytes, fill)]);
  const size = [0, 7, 14, 21, 28].map((shift, index) => ((contents.length >> shift) & 0x7f) | (index < 4 ? 0x80 : 0));
  return Buffer.concat([bytes, Buffer.from([0, ...size]), contents]);
}
