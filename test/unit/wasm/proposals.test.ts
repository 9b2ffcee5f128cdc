import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { functionToWat } from '../../../src/wasm/wat';
import { moduleFieldsToWat } from '../../../src/wasm/wat-module';
import { nodeBinaries } from '../../tools';
import { ModuleBytes } from './module-bytes';

const EMPTY = [0x60, 0, 0];

/** The text of a module that has no problems, its fields and functions, one space between words. */
function textOf(module: WasmModule): string {
  assert.deepEqual(module.problems.map(({ message }) => message), []);
  for (const fn of module.functions) assert.equal(decodeBody(module, fn).problem, null);
  const lines = [...moduleFieldsToWat(module), ...[...module.functions].flatMap((fn) => functionToWat(module, fn))];
  return lines.map(({ text }) => text.trim()).join('\n');
}

/** The newest engine at hand that knows the flags takes the module for sound; older ones had other encodings. */
function assertSound(bytes: Uint8Array, flags: readonly string[]): void {
  const script = `new WebAssembly.Module(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'))`;
  const newest = nodeBinaries().map((node) => ({ node, version: parseInt(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })) })).reduce((best, each) => (each.version > best.version ? each : best));
  if (flags.length > 0 && newest.version < NODE_OF_PROPOSALS) return;
  execFileSync(newest.node, [...flags, '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Its V8 has them behind flags as they are now. */
const NODE_OF_PROPOSALS = 26;

function body(...code: readonly number[]): number[] {
  return [code.length + 2, 0, ...code, 0x0b];
}

describe('proposals', () => {
  it('stack switching', () => {
    const bytes = new ModuleBytes()
      .section('type', 3, EMPTY, [0x5d, 0], [0x60, 1, 0x63, 1, 0])
      .section('function', 2, 0, 0)
      .section('tag', 1, 0, 0)
      .section('element', 1, [3, 0, 1, 0])
      .section('code', 2, body(), body(0xd2, 0, 0xe0, 1, 0xe3, 1, 0, 0xe2, 0, 0xd0, 1, 0xe4, 1, 0, 0, 0xd0, 1, 0xd0, 0x69, 0xe5, 1, 0, 0x02, 0x63, 1, 0xd2, 0, 0xe0, 1, 0xe3, 1, 1, 0, 0, 0, 0x00, 0x0b, 0x1a))
      .finish();
    const text = textOf(readModule(bytes));
    assert.match(text, /\(type \(;1;\) \(cont 0\)\)/);
    assert.match(text, /cont.new 1\nresume 1\nsuspend 0\nref.null 1\nresume_throw 1 0\nref.null 1\nref.null exn\nresume_throw_ref 1\nblock \(result \(ref null 1\)\)\nref.func 0\ncont.new 1\nresume 1 \(on 0 0\)/);
    assertSound(bytes, ['--experimental-wasm-wasmfx']);
  });

  it('custom descriptors and exact types', () => {
    const bytes = new ModuleBytes()
      .section('type', 2, [0x4e, 2, 0x4d, 1, 0x5f, 0, 0x4c, 0, 0x5f, 0], EMPTY)
      .section('function', 1, 2)
      .section('code', 1, body(
        0xfb, 0x01, 1, 0xfb, 0x20, 0, 0xfb, 0x22, 0, 0x1a, 0xfb, 0x01, 1, 0xfb, 0x21, 0, 0x1a, 0xd0, 0x6e, 0xfb, 0x01, 1, 0xfb, 0x23, 0x62, 0, 0x1a,
        0x02, 0x63, 0, 0xd0, 0x6e, 0xfb, 0x01, 1, 0xfb, 0x25, 3, 0, 0x6e, 0, 0x1a, 0xd0, 0, 0x0b, 0x1a,
      ))
      .finish();
    const text = textOf(readModule(bytes));
    assert.match(text, /\(rec\n\(type \(;0;\) \(descriptor 1\) \(struct\)\)\n\(type \(;1;\) \(describes 0\) \(struct\)\)\n\)/);
    assert.match(text, /struct.new_desc 0\nref.get_desc 0\n[^]*struct.new_default_desc 0\n[^]*ref.cast_desc_eq \(ref \(exact 0\)\)\n[^]*br_on_cast_desc_eq 0 \(ref null any\) \(ref null 0\)/);
    assertSound(bytes, ['--experimental-wasm-custom-descriptors']);
  });

  it('shared-everything threads', () => {
    const bytes = new ModuleBytes()
      .section('type', 3, [0x65, 0x5f, 1, 0x7f, 1], [0x65, 0x5e, 0x7f, 1], EMPTY)
      .section('function', 1, 2)
      .section('code', 1, body(
        0xd0, 0, 0xfe, 0x5c, 0, 0, 0, 0x1a, 0xd0, 0, 0x41, 1, 0xfe, 0x5f, 1, 0, 0, 0xd0, 0, 0x41, 1, 0xfe, 0x60, 0, 0, 0, 0x1a,
        0xd0, 1, 0x41, 0, 0xfe, 0x67, 0, 1, 0x1a, 0xd0, 1, 0x41, 0, 0x41, 1, 0xfe, 0x6a, 0, 1, 0xfe, 0x04,
      ))
      .finish();
    const text = textOf(readModule(bytes));
    assert.match(text, /\(type \(;0;\) \(shared \(struct \(field \(mut i32\)\)\)\)\)/);
    assert.match(text, /struct.atomic.get seq_cst 0 0\n[^]*struct.atomic.set acq_rel 0 0\n[^]*struct.atomic.rmw.add seq_cst 0 0\n[^]*array.atomic.get seq_cst 1\n[^]*array.atomic.set seq_cst 1\npause\n/);
    assertSound(bytes, ['--experimental-wasm-shared']);
  });

  it('wide arithmetic, memory control and custom page sizes', () => {
    const bytes = new ModuleBytes()
      .section('type', 1, EMPTY)
      .section('function', 1, 0)
      .section('memory', 1, 8, 1, 0)
      .section('code', 1, body(0x42, 1, 0x42, 2, 0xfc, 0x16, 0x1a, 0x1a, 0x41, 0, 0x41, 0, 0xfc, 0x12, 0))
      .finish();
    const text = textOf(readModule(bytes));
    assert.match(text, /\(memory \(;0;\) 1 \(pagesize 1\)\)/);
    assert.match(text, /i64.mul_wide_u\n[^]*memory.discard\n/);
  });

  it('branch hints and other notes on code', () => {
    const bytes = new ModuleBytes()
      .section('type', 1, EMPTY)
      .section('function', 1, 0)
      .section('custom', 'metadata.code.branch_hint', 1, 0, 1, [3, 1, 1])
      .section('code', 1, body(0x41, 1, 0x04, 0x40, 0x0b))
      .finish();
    assert.match(textOf(readModule(bytes)), /i32.const 1\n\(@metadata.code.branch_hint "\\01"\)\nif\n/);
    assertSound(bytes, []);
  });

  it('the compact import section', () => {
    const bytes = new ModuleBytes()
      .section('type', 1, EMPTY)
      .section('import', 3, ['env', 'plain', 0, 0].flatMap(encode), ['wasm:js-string', '', 0x7f, 2, 'a', 0, 0, 'b', 3, 0x7f, 0].flatMap(encode), ['m', '', 0x7e, 0, 0, 2, 'x', 'y'].flatMap(encode))
      .finish();
    const module = readModule(bytes);
    assert.deepEqual(module.problems, []);
    assert.deepEqual(module.imports.map(({ module: from, name, kind, index }) => `${from} ${name} ${kind} ${index}`), ['env plain func 0', 'wasm:js-string a func 1', 'wasm:js-string b global 0', 'm x func 2', 'm y func 3']);
    assert.equal(module.importedFunctionCount, 4);
    assert.equal(module.globals.length, 1);
  });

  it('string builtins are imports like any other', () => {
    const bytes = new ModuleBytes()
      .section('type', 1, [0x60, 1, 0x6f, 1, 0x7f])
      .section('import', 2, ['wasm:js-string', 'length', 0, 0].flatMap(encode), ["'", 'hello', 3, 0x64, 0x6f, 0].flatMap(encode))
      .finish();
    assert.match(textOf(readModule(bytes)), /\(import "wasm:js-string" "length" \(func \S+ \(;0;\) \(type 0\)\)\)\n\(import "'" "hello" \(global \(;0;\) \(ref extern\)\)\)/);
  });
});

function encode(part: string | number): number[] {
  return typeof part === 'number' ? [part] : [part.length, ...Buffer.from(part)];
}
