import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Finding, RuleName } from '../../../src/findings/finding';
import { remedies, type RemedyKind } from '../../../src/vscode/quick-fixes/remedies';
import type { TextEdit } from '../../../src/vscode/quick-fixes/text-edit';
import { requireTool, root } from '../../tools';
import { runProgram } from '../run-program';

interface Mended {
  readonly rule: RuleName;
  readonly remedy: RemedyKind;
  /** A program of the tests, or a text. */
  readonly program: { readonly area: string; readonly name: string } | string;
}

/** Each message is a whole array, made anew; long enough to see what becomes of them. */
const postsFrames = (array: string): string => `import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", ({ length }) => parentPort.postMessage(length));', { eval: true });
for (let n = 0; n < 40; n++) {
  const frame = ${array};
  worker.postMessage(frame);
  await new Promise((resolve) => worker.once('message', resolve));
  await new Promise((resolve) => setTimeout(resolve, 30));
}
await worker.terminate();
`;

const MENDED: readonly Mended[] = [
  { rule: 'async/floating-call', remedy: 'await', program: { area: 'async', name: 'floating-script.mjs' } },
  { rule: 'async/promise-as-value', remedy: 'await', program: { area: 'async', name: 'promise-argument.mjs' } },
  { rule: 'async/stale-view', remedy: 'renew-view', program: { area: 'memory', name: 'stale-view.mjs' } },
  { rule: 'memory/unfreed-object', remedy: 'free-finally', program: { area: 'memory', name: 'objects-unfreed.mjs' } },
  { rule: 'handoff/clone', remedy: 'transfer', program: postsFrames('new Float64Array(1 << 20).fill(n)') },
  { rule: 'handoff/clone', remedy: 'typed-array', program: postsFrames('Array.from({ length: 200_000 }, (_, i) => Math.sin(i * n))') },
];

describe('what a quick fix mends', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-remedies-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const { rule, remedy, program } of MENDED) {
    it(`${rule} is not found any more after "${remedy}"`, async () => {
      const path = join(folder, typeof program === 'string' ? 'program.mjs' : program.name);
      if (typeof program === 'string') writeFileSync(path, program);
      else cpSync(join(root, 'test/e2e', program.area, 'programs'), folder, { recursive: true });
      const before = await runProgram(path);
      const finding = before.findings.find((each) => each.rule === rule);
      assert.ok(finding?.at, `${rule} is found at first: ${before.output}`);
      writeFileSync(path, mended(readFileSync(path, 'utf8'), finding, remedy));
      const after = await runProgram(path);
      assert.equal(after.exitCode, 0, after.output);
      assert.deepEqual(after.findings.filter((each) => each.rule === rule).map(({ message, at }) => ({ message, at })), []);
    });
  }
});

/** What `decode` leaks, compiled anew after the quick fix, is leaked no more. */
const DECODE = `#include <stdlib.h>
#include <string.h>

static volatile int sum;

__attribute__((noinline)) static int parse(const char *frame, int size) {
  char *copy = malloc(size);
  memcpy(copy, frame, size);
  if (frame[0] % 3 == 0) return -1;
  for (int i = 0; i < size; i++) sum += copy[i];
  if (sum < 0) {
    sum = 0;
    return -2;
  }
  free(copy);
  return sum;
}

__attribute__((export_name("decode"))) int decode(int n) {
  char frame[512];
  memset(frame, n, sizeof frame);
  return parse(frame, sizeof frame);
}
`;

const SERVES_FRAMES = `import { readFileSync } from 'node:fs';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('decode.wasm', import.meta.url)), { wasi_snapshot_preview1: {} });
for (let n = 0; n < 600; n++) {
  instance.exports.decode(n % 100);
  await new Promise((resolve) => setTimeout(resolve, 3));
}
`;

describe('what a quick fix mends in C', function () {
  this.timeout(60_000);
  let folder: string;

  before(function () {
    requireTool(this, 'clang-19', 'wasm-ld-19', '/usr/lib/wasm32-wasi/libc.a');
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-remedies-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('memory/leaked-allocation is not found any more after "free-before-return", compiled again', async () => {
    const source = join(folder, 'decode.c');
    const leaks = async (text: string): Promise<Finding[]> => {
      writeFileSync(source, text);
      const run = (tool: string, ...args: string[]): unknown => execFileSync(tool, args, { cwd: folder, stdio: 'pipe' });
      run('clang-19', '--target=wasm32-wasi', '-isystem', '/usr/include/wasm32-wasi', '-O1', '-g', '-c', 'decode.c', '-o', 'decode.o');
      run('wasm-ld-19', '--no-entry', '--export=malloc', '--export=free', 'decode.o', '-L/usr/lib/wasm32-wasi', '-lc', '-o', 'decode.wasm');
      const { findings, exitCode, output } = await runProgram(join(folder, 'serve.mjs'), { symbols: true });
      assert.equal(exitCode, 0, output);
      return findings.filter(({ rule }) => rule === 'memory/leaked-allocation');
    };
    writeFileSync(join(folder, 'serve.mjs'), SERVES_FRAMES);
    const [finding] = await leaks(DECODE);
    assert.equal(finding?.at?.file, source);
    const after = mended(DECODE, finding, 'free-before-return');
    assert.notEqual(after, DECODE);
    assert.deepEqual(await leaks(after), []);
  });
});

function mended(text: string, finding: Finding, kind: RemedyKind): string {
  const { file, line, column } = finding.at!;
  const remedy = remedies({ finding, file, text, line, column }).find((each) => each.kind === kind);
  assert.ok(remedy && !remedy.isSnippet, `${kind} is offered, with nothing to fill in`);
  // As an editor does: of several at one place the first comes first.
  const last = (a: TextEdit, b: TextEdit): number => b.start - a.start;
  return remedy.edits.toReversed().sort(last).reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}
