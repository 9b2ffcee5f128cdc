// PART OF the programs here: modules made byte by byte, with one import and one export.
const text = (value) => [value.length, ...Buffer.from(value)];
const section = (id, bytes) => [id, bytes.length, ...bytes];

/** (import "env" name (func (result i32))) (func (export "run") (result i32) (call 0)); `extra` as content of a custom section. */
export function wantsImport(name, extra = '') {
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 0, 1, 0x7f]),
    ...section(2, [1, ...text('env'), ...text(name), 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('run'), 0, 1]),
    ...section(10, [1, 4, 0, 0x10, 0, 0x0b]),
    ...section(0, [...text('v'), ...Buffer.from(extra)]),
  ]);
}
