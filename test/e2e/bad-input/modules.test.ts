import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools';
import { assertRefused, runCli } from '../run-cli';

const fixtures = join(root, 'test/fixtures');

describe('bad input: modules', () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const written = (name: string, content: Uint8Array | string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('files that are no Wasm, empty ones, folders and absent ones are refused by every command', async () => {
    const strangers = [
      [written('text.wasm', 'hello, I am a text\n'), /not a WebAssembly binary/],
      [written('empty.wasm', ''), /an empty file is no WebAssembly module/],
      [written('short.wasm', '\0as'), /short\.wasm: /],
      [written('component.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0)), /component\.wasm: /],
      [folder, /EISDIR|is a directory/],
      [join(folder, 'absent.wasm'), /ENOENT|no such file/],
    ] as const;
    for (const [path, reason] of strangers) {
      for (const args of [['inspect', path], ['inspect', '--json', path], ['symbolicate', path, '1'], ['locate', path, 'a.c:1'], ['scope', path, '1'], ['wat', path]]) assertRefused(await runCli(args), reason);
    }
  }).timeout(120_000);

  it('a module cut in the middle: what can be read is shown, and where it ends', async () => {
    const bytes = readFileSync(join(fixtures, 'shapes-o0-dwarf5.wasm'));
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const size = Math.floor(bytes.length * part);
      const path = written('cut.wasm', bytes.subarray(0, size));
      const { exitCode, stdout, stderr } = await runCli(['inspect', '--json', path]);
      assert.equal(exitCode, 0, stderr);
      const { bytes: length, problems } = JSON.parse(stdout) as { bytes: number; problems: string[] };
      assert.equal(length, size);
      assert.match(problems.join('\n'), /0x[\da-f]+.*(ends|end)/);
      const asked = await runCli(['symbolicate', '--json', path, '0x100']);
      assert.equal(asked.exitCode, 0, asked.stderr);
      assert.match(asked.stderr, /ends|end/, 'said beside the answer, too');
    }
  }).timeout(60_000);

  it('no debug information: functions by name, text by offset, and how to compile with it', async () => {
    const path = join(fixtures, 'shapes-no-debug.wasm');
    const wat = await runCli(['wat', path, 'measure_all']);
    const offset = Number(/^(0x[\da-f]+) +local\.get/m.exec(wat.stdout)![1]);
    const asked = await runCli(['symbolicate', '--json', path, String(offset)]);
    assert.deepEqual(JSON.parse(asked.stdout), [{ offset, frames: [{ function: 'measure_all', linkageName: 'measure_all', file: null, line: 0, column: 0, inlined: false }] }]);
    for (const said of [asked.stderr, wat.stderr, (await runCli(['inspect', path])).stdout]) assert.match(said, /compile with -g/);
    const stripped = join(fixtures, 'shapes-stripped.wasm');
    assert.match((await runCli(['inspect', stripped])).stdout, /compile with -g/);
    assert.equal((await runCli(['symbolicate', '--json', stripped, '0x100'])).exitCode, 0);
  });

  it('stale DWARF is named and not believed: no line, no variable comes from it', async () => {
    const path = join(fixtures, 'shapes-stale.wasm');
    const inspected = JSON.parse((await runCli(['inspect', '--json', path])).stdout) as { problems: string[] };
    assert.match(inspected.problems.join('\n'), /does not match the code/);
    const wat = (await runCli(['wat', path])).stdout;
    const offsets = [...wat.matchAll(/^(0x[\da-f]+) /gm)].map((match) => match[1]!).filter((_, index) => index % 20 === 0);
    assert.ok(offsets.length > 5);
    const asked = await runCli(['symbolicate', '--json', path, ...offsets]);
    for (const { frames } of JSON.parse(asked.stdout) as { frames: { file: string | null; line: number }[] }[]) for (const { file, line } of frames) assert.deepEqual([file, line], [null, 0]);
    assert.match(asked.stderr, /does not match the code/);
    for (const { frames } of JSON.parse((await runCli(['scope', '--json', path, ...offsets])).stdout) as { frames: { variables: unknown[] }[] }[]) for (const { variables } of frames) assert.deepEqual(variables, []);
    const located = JSON.parse((await runCli(['locate', '--json', path, 'shapes.c:57'])).stdout) as { resolved: unknown }[];
    assert.equal(located[0]!.resolved, null);
  });

  it('names that would drive a terminal, and names of a megabyte, are shown as text', async () => {
    const hostile = '<script>alert(1)</script>\u001b[2J\u001b]0;owned\u0007\r\nat fake (/etc/passwd:1)\u202e';
    for (const name of [hostile, 'x'.repeat(1 << 20)]) {
      const path = written('hostile.wasm', moduleNaming(name));
      const wat = await runCli(['wat', path]);
      const offset = /^(0x[\da-f]+) +nop/m.exec(wat.stdout)![1]!;
      const runs = [wat, await runCli(['inspect', path]), await runCli(['symbolicate', path, offset]), await runCli(['scope', path, offset]), await runCli(['symbolicate', '--trace', path], { input: `at f (wasm://wasm/1:wasm-function[0]:${offset})\n` })];
      for (const { exitCode, stdout, stderr } of runs) {
        assert.equal(exitCode, 0, stderr);
        // eslint-disable-next-line no-control-regex -- control characters are what must not be there
        assert.doesNotMatch(stdout, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
        assert.doesNotMatch(stdout, /^at fake/m, 'no line of its own');
      }
      const [answer] = JSON.parse((await runCli(['symbolicate', '--json', path, offset])).stdout) as { frames: { function: string }[] }[];
      assert.equal(answer!.frames[0]!.function, name, 'a machine gets it whole');
    }
  });
});

/** A module with one function, `nop`, that has this name. */
function moduleNaming(name: string): Uint8Array {
  const text = Buffer.from(name);
  const map = Buffer.concat([Uint8Array.of(1, 0), leb(text.length), text]);
  const names = Buffer.concat([leb(4), Buffer.from('name'), Uint8Array.of(1), leb(map.length), map]);
  return Buffer.concat([Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 1, 0x0b, 0), leb(names.length), names]);
}

function leb(value: number): Buffer {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}
