import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Finding, RuleName } from '../../../src/findings/finding';
import { remedies, type RemedyKind, type TextEdit } from '../../../src/vscode/quick-fixes/remedies';
import { root } from '../../tools';
import { runProgram } from '../run-program';

interface Mended {
  readonly rule: RuleName;
  readonly remedy: RemedyKind;
  /** A program of the tests, or a text. */
  readonly program: { readonly area: string; readonly name: string } | string;
}

/** Each message is a whole array, made anew. */
const postsFrames = (array: string): string => `import { Worker } from 'node:worker_threads';

const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", ({ length }) => parentPort.postMessage(length));', { eval: true });
for (let n = 0; n < 10; n++) {
  const frame = ${array};
  worker.postMessage(frame);
  await new Promise((resolve) => worker.once('message', resolve));
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

function mended(text: string, finding: Finding, kind: RemedyKind): string {
  const { file, line, column } = finding.at!;
  const remedy = remedies({ finding, file, text, line, column }).find((each) => each.kind === kind);
  assert.ok(remedy && !remedy.isSnippet, `${kind} is offered, with nothing to fill in`);
  // As an editor does: of several at one place the first comes first.
  const last = (a: TextEdit, b: TextEdit): number => b.start - a.start;
  return remedy.edits.toReversed().sort(last).reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}
