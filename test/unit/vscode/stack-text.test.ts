import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { framesOf, traceLines, wasmFrameIn } from '../../../src/vscode/stack-text';

describe('stack traces as text', () => {
  it('have a frame a line again after they were pasted as one', () => {
    const pasted = 'RuntimeError: unreachable at boom (wasm://wasm/1a2b3c4d:wasm-function[3]:0x1a2) at main (file:///a/main.mjs:3:9)';
    assert.equal(traceLines(pasted), 'RuntimeError: unreachable\n    at boom (wasm://wasm/1a2b3c4d:wasm-function[3]:0x1a2)\n    at main (file:///a/main.mjs:3:9)');
    assert.equal(traceLines('E\r\n    at a (b:1:1)\r\n    at c (d:1:1)'), 'E\n    at a (b:1:1)\n    at c (d:1:1)');
  });

  it('show where a frame of WebAssembly stands in a line of a terminal', () => {
    const line = '    at dot (wasm://wasm/vector-1a2b3c4d:wasm-function[12]:0x1f3)';
    assert.deepEqual(wasmFrameIn(line), { start: 12, text: 'wasm://wasm/vector-1a2b3c4d:wasm-function[12]:0x1f3' });
    assert.equal(wasmFrameIn('    at main (file:///a/main.mjs:3:9)'), null);
  });

  it('lead to files, and where they lead to none, to no place', () => {
    const frames = framesOf('Error: x\n    at dot<float, 3>(float*) (/src/vec.cpp:7:3) [inlined]\n    at async Promise.all (index 0)\n    at file:///a%20b/main.mjs:3:9\n    at node:internal/timers:1:2\n    at f (wasm://wasm/1a2b3c4d:wasm-function[3]:0x1a2)\n    at g (C:\\src\\a.c:4)');
    assert.deepEqual(frames.map(({ function: name, place }) => [name, place && `${place.file} ${place.line} ${place.column}`]), [
      ['dot<float, 3>(float*)', '/src/vec.cpp 7 3'], ['async Promise.all', null], ['', '/a b/main.mjs 3 9'], ['', null], ['f', null], ['g', 'C:\\src\\a.c 4 0'],
    ]);
  });
});
