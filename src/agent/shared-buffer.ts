/** A page without cross-origin isolation has no such class, though its Wasm memories may be shared. */
export function isSharedBuffer(value: unknown): value is SharedArrayBuffer {
  return Object.prototype.toString.call(value) === '[object SharedArrayBuffer]';
}
