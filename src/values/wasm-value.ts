import type { WasmValue } from '../symbols/variable';
import { bytesOf } from './storage';

/** The bytes that a value of a Wasm number type (`i32` to `f64`, `v128`) has in memory; none for other types. */
export function bytesOfWasmValue(value: WasmValue, type: string): Uint8Array {
  if (typeof value === 'object') return value;
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case 'i32':
      return bytesOf(BigInt(value), 4);
    case 'i64':
      return bytesOf(BigInt(value), 8);
    case 'f32':
      view.setFloat32(0, Number(value), true);
      return new Uint8Array(view.buffer, 0, 4);
    case 'f64':
      view.setFloat64(0, Number(value), true);
      return new Uint8Array(view.buffer);
    default:
      return new Uint8Array(0);
  }
}
