import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toJson } from '../../../../src/findings/exporters/json';
import { toMarkdown } from '../../../../src/findings/exporters/markdown';
import { toText } from '../../../../src/findings/exporters/text';
import { hostileReport, leak, ROOT, sampleReport } from '../sample-report';

describe('text report', () => {
  it('gives place, message, related place, evidence, cost and remedy of a finding', () => {
    const block = toText({ ...sampleReport, findings: [leak] }, { root: ROOT }).split('\n\n')[0]!;
    assert.deepEqual(block.split('\n'), [
      'error memory/leaked-allocation src/rows.c:41:17 in fetch_rows',
      `  ${leak.message}`,
      '  - the error path that returns without freeing: src/rows.c:58:5',
      '  evidence: leaked 38.4 MB · allocations 600 · leaked per request 64 kB · growth events 586',
      '  cost: 0.154 GB·s, 18.20 EUR a month',
      `  remedy: ${leak.remedy}`,
    ]);
  });

  it('folds at a terminal’s width, hanging, and breaks no word', () => {
    const lines = toText({ ...sampleReport, findings: [leak] }, { root: ROOT, columns: 72 }).split('\n\n')[0]!.split('\n');
    assert.ok(lines.length > 6 && lines.every((line) => line.length <= 72), lines.join('\n'));
    const oneLineEach = lines.join('\n').replaceAll(/\n {4}(?=\S)/g, ' ');
    assert.equal(oneLineEach, toText({ ...sampleReport, findings: [leak] }, { root: ROOT }).split('\n\n')[0]);
  });

  it('closes with the verdict and with what could not be seen, a line a reason', () => {
    const closing = toText(sampleReport).trimEnd().split('\n\n').at(-1)!.split('\n');
    assert.deepEqual(closing, [
      '2 errors, 1 warning, 1 note, launched and watched for 8.16 s: node server.mjs --load',
      'dropped because a buffer was full: stacks 12',
      'not observed: memory/use-after-free, memory/fragmentation (not implemented)',
      'not observed: cache/sync-compile (modules compiled before the attachment cannot be seen)',
    ]);
  });

  it('colours only when asked, and lets no target write to the terminal', () => {
    // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
    const escape = /\u001b/;
    assert.doesNotMatch(toText(sampleReport), escape);
    assert.match(toText(sampleReport, { colour: true }), escape);
    assert.doesNotMatch(toText(hostileReport), escape);
  });
});

describe('markdown report', () => {
  it('is headed by the verdict and shows evidence as a table', () => {
    const text = toMarkdown(sampleReport, { root: ROOT });
    assert.match(text, /^## Wasmscope: 2 errors, 1 warning, 1 note\n/);
    assert.match(text, /`memory\/leaked-allocation` at `src\/rows.c:41:17` in `fetch_rows`/);
    assert.match(text, /\| leaked \| 38.4 MB \\\(38,400,000 bytes\\\) \|/);
  });

  it('mentions nobody and lets no markup through', () => {
    const outsideCode = toMarkdown(hostileReport).replace(/`` .*? ``|`[^`\\]+`/g, '');
    assert.doesNotMatch(outsideCode, /<(?!\/?(details|summary)>)|@everyone|(?<!\\)\[x|(?<!\\)\]\(/);
  });
});

describe('json report', () => {
  it('is the report, whole', () => {
    assert.deepEqual(JSON.parse(toJson(sampleReport)), JSON.parse(JSON.stringify(sampleReport)));
  });
});
