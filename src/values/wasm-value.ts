import { strip, type TypeInfo } from '../symbols/type-info';
import type { WasmValue } from '../symbols/variable';
import { floatOf } from './scalar';
import { HeldBytes, bytesOf, unsignedOf } from './storage';
import { Value, isSigned, type ValueContext } from './value';

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

/** What a function has returned, as what it is declared to return; undefined where that has no bytes, or more. */
export function returnedValue(declared: TypeInfo, value: WasmValue, type: string, context: ValueContext): Value | undefined {
  const size = strip(declared).sizeBytes ?? 0;
  const bytes = bytesOfWasmValue(value, type);
  return size === 0 || bytes.length < size ? undefined : new Value(declared, new HeldBytes(bytes.subarray(0, size)), context);
}

/** The number that a function takes for the bytes of a value: small integers are extended. undefined where no number type holds them. */
export function argumentOf(declared: TypeInfo, bytes: Uint8Array, type: string): WasmValue | undefined {
  if (type === 'f32' || type === 'f64') return floatOf(bytes);
  const bits = type === 'i32' ? 32 : type === 'i64' ? 64 : 0;
  if (bytes.length * 8 > bits) return undefined;
  const whole = isSigned(declared) ? BigInt.asIntN(bytes.length * 8, unsignedOf(bytes)) : unsignedOf(bytes);
  return type === 'i64' ? BigInt.asIntN(64, whole) : Number(BigInt.asIntN(32, whole));
}
