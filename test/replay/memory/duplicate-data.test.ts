import assert from 'node:assert/strict';
import { duplicateData } from '../../../src/analysis/memory/duplicate-data';
import { replay, stackAt, type BriefEvent } from '../events';

const PAGES = Array.from({ length: 80 }, (_, index) => `page ${index}`);
const content = (tid: number, pages: readonly string[] = PAGES, every = 1): BriefEvent => ({ kind: 'memory-content', instance: 1, module: 'aa', memory: 1, every, pages, tid });
const copyIn = (tid: number): BriefEvent => ({ kind: 'boundary-copy', instance: 1, direction: 'in', as: 'bytes', sizeBytes: 5 << 20, fingerprint: 'f', waste: null, durationMs: 1, stack: 1, operation: 0, tid });
const findingsOf = (events: readonly BriefEvent[]) => replay([duplicateData], [1, 2, 3].flatMap((tid) => [stackAt(1, '/app/worker.mjs', 9, { tid }), copyIn(tid)]).concat(events)).findings;

describe('memory/duplicate-data', () => {
  it('sizes what memories of one process have in common, at the copy that brought it', () => {
    const [finding, ...others] = findingsOf([content(1), content(2), content(3)]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 9);
    assert.deepEqual(finding?.evidence, { memories: 3, threads: 3, commonBytes: 80 * 65_536, duplicateBytes: 160 * 65_536 });
  });

  it('scales what was sampled', () => {
    const sampled = PAGES.slice(0, 20);
    assert.equal(findingsOf([content(1, sampled, 4), content(2, sampled, 4)])[0]?.evidence['commonBytes'], 80 * 65_536);
  });

  const silent: [string, BriefEvent[]][] = [
    ['memories one after the other', [content(1), { kind: 'thread-end', exitCode: 0, reason: 'exit', tid: 1 }, content(2)]],
    ['memories of different processes', [content(1), { ...content(2), pid: 2 }]],
    ['little in common', [content(1), content(2, [...PAGES.slice(0, 20), 'other'])]],
  ];
  for (const [what, events] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findingsOf(events), []));
});
