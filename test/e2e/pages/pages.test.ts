import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../../../src/findings/finding';
import { check, type CheckResult } from '../../../src/toolkit/check';
import { requireTool, root } from '../../tools';
import { WebServer } from '../debug/web-page';
import { marksIn, type MarkedLine } from '../stories/story-table';

/** Pages say when they are done (`/done`); this is for one that does not. */
const AT_MOST_MS = 60_000;
/** What a page may run is said by its server: no script of anybody else, no `eval`. */
const STRICT = { 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };

const placed = ({ rule, at }: Finding): string => `${rule} ${basename(at?.file ?? '-')}:${at?.line ?? 0}`;
const marked = ({ rule, file, line }: MarkedLine): string => `${rule} ${file}:${line}`;

describe('checking a page in Chromium', function () {
  this.timeout(120_000);
  let server: WebServer | undefined;
  before(function () {
    requireTool(this, 'chromium');
  });
  afterEach(() => server?.close());

  async function checked(folder: string, path: string, headers: Record<string, string> = {}, durationMs = AT_MOST_MS): Promise<CheckResult> {
    server = await WebServer.of(folder, headers);
    const deed = check({ target: { kind: 'url', url: `${server.origin}/${path}` }, pathMap: [{ from: server.origin, to: folder }], durationMs });
    void server.asked('/done').then(() => deed.cancel());
    return deed.result;
  }

  it('finds faults of its scripts, and between them and a worker', async () => {
    const { report, warnings } = await checked(dirname(__dirname), 'pages/programs/faults.html', STRICT);
    const marks = marksIn(join(__dirname, 'programs'), 'faults.mjs').map(marked);
    const found = report.findings.map(placed);
    for (const mark of marks) assert.ok(found.includes(mark), `${mark} expected, found:\n${[...found, ...warnings].join('\n')}`);
    const rules = new Set(marks.map((mark) => mark.split(' ')[0]));
    // How soon a leak is sure depends on how quick the machine is; where it is told, it is the worker's.
    assert.deepEqual(found.filter((each) => !rules.has(each.split(' ')[0]) && each !== 'memory/leaked-allocation leaking-worker.mjs:6'), []);
    assert.deepEqual(report.findings.flatMap(({ at }) => (at && !existsSync(at.file) ? [at.file] : [])), [], 'addresses are files where their folder is known');
    assert.equal(report.modules.length, 2, 'the worker is watched');
    assert.equal(report.mode, 'launch');
  });

  it('has nothing to say of a page that does the like and is right', async () => {
    const { report } = await checked(dirname(__dirname), 'pages/programs/innocent.html', STRICT);
    assert.deepEqual(report.findings.map(placed), []);
    assert.deepEqual(report.modules.map(({ file }) => file), [`${server!.origin}/async/programs/session.wasm`], 'a module is named by its address');
    assert.ok(report.notObserved.some(({ rule }) => rule === 'async/stale-view'), 'what a page does not show is said');
  });

  for (const twin of ['broken', 'mended']) {
    it(`tells the ${twin} page of llm-stream from its twin, down to Rust`, async () => {
      const folder = join(root, 'examples', 'llm-stream');
      const { report } = await checked(folder, `page-${twin}.html`, {}, 8_000);
      const found = new Set(report.findings.map(placed));
      for (const mark of marksIn(folder, `page-${twin}.html`).map(marked)) assert.ok(found.has(mark), `${mark} expected, found:\n${[...found].join('\n')}`);
      if (twin === 'mended') return assert.deepEqual([...found], []);
      const taken = report.findings.flatMap(({ related }) => related).find(({ at }) => at?.file.endsWith('language.rs'));
      assert.ok(taken && existsSync(join(folder, basename(taken.at?.file ?? ''))), 'the line of Rust that takes the promise');
    });
  }
});
