import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { UserError } from '../../src/base/user-error';
import { reportFromTrace } from '../../src/toolkit/report-from-trace';
import { encodeFooter, encodeHeader } from '../../src/trace/trace-file';
import { TRACE_VERSION } from '../../src/trace/event';

const KINDS = [
  'thread-start', 'thread-end', 'stack', 'module', 'compile', 'compile-failed', 'instantiate', 'instance-collected', 'export-calls', 'import-calls', 'block-counts', 'vitals', 'memory-size', 'memory-grow',
  'request', 'dropped', 'not-observed', 'calibration', 'price', 'no such kind', 'constructor', '__proto__',
];
const FIELDS = ['id', 'frames', 'module', 'name', 'sizeBytes', 'bytesFile', 'durationMs', 'stack', 'operation', 'instance', 'calls', 'totalMs', 'rssBytes', 'fromBytes', 'toBytes', 'rules', 'why', 'what', 'count', 'argv', 'cwd', 'counts', 'nodeVersion'];

/** Events of kinds that exist, whose fields are anything. */
const anyEvent = fc
  .tuple(fc.constantFrom(...KINDS), fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.nat(3), fc.constantFrom('a1b2', null, [])), { maxKeys: 8 }), fc.nat(99))
  .map(([kind, fields, t]) => `${JSON.stringify({ event: { ...fields, kind, t, pid: 1, tid: 0 } })}\n`);

const header = encodeHeader({ format: 'wasmscope-trace', version: TRACE_VERSION, mode: 'attach', startedAt: '2026-01-01T00:00:00.000Z', target: { pid: 1, command: null, nodeVersion: null } });
const footer = encodeFooter({ durationMs: 100, exitCode: 0, signal: null });

describe('a trace of any content', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasmscope-trace-'));
  const path = join(folder, 'any.trace');
  after(() => rmSync(folder, { recursive: true }));

  it('gives a report, or is said to be none', async () => {
    const lines = fc.array(fc.oneof({ arbitrary: anyEvent, weight: 9 }, fc.string().map((text) => `${text}\n`)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (content, complete) => {
        writeFileSync(path, header + content.join('') + (complete ? footer : ''));
        const { report } = await reportFromTrace(path).result;
        assert.ok(Array.isArray(report.findings));
        JSON.stringify(report);
      }),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        writeFileSync(path, bytes);
        await assert.rejects(reportFromTrace(path).result, UserError);
      }),
      { numRuns: 40 },
    );
  });
});
