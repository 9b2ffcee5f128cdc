import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'mocha';
import type { Finding, Report } from '../../../../src/findings/finding';
import { toHtml } from '../../../../src/findings/exporters/html';
import { hostileReport, leak, ROOT, sampleReport } from '../sample-report';

describe('html report', () => {
  it('opens with the verdict and lists findings, the worst first', () => {
    const page = toHtml(sampleReport, { root: ROOT });
    assert.match(page, /<h1 class="error">2 errors, 1 warning, 1 note<\/h1>/);
    const rules = [...page.matchAll(/<code title="[^"]*">([^<]+)<\/code>/g)].map((match) => match[1]);
    assert.deepEqual(rules, ['async/overlapping-call', 'memory/leaked-allocation', 'cache/miss-rate', 'memory/high-water']);
  });

  it('says what was watched by paths that are short below the root', () => {
    const watched: Report = { ...sampleReport, target: { ...sampleReport.target, command: `node ${ROOT}/app/serve.mjs --model /models/a.bin` } };
    assert.match(toHtml(watched, { root: ROOT }), /: node app\/serve\.mjs --model \/models\/a\.bin/);
    assert.match(toHtml(watched), new RegExp(`: node ${ROOT}/app/serve\\.mjs`));
  });

  it('shows exact evidence and draws its series', () => {
    const page = toHtml(sampleReport, { root: ROOT });
    assert.match(page, /<dt>leaked<\/dt><dd>38.4 MB \(38,400,000 bytes\)<\/dd>/);
    assert.match(page, /aria-label="memory from 16.8 MB to 54.1 MB in 8.02 s"/);
    assert.match(page, /<td>fetch_rows<\/td><td class="number">38.4 MB<\/td><td class="number">600<\/td>/);
  });

  it('allows its own style sheet and nothing else', () => {
    const page = toHtml(sampleReport);
    const style = page.match(/<style>([\s\S]*?)<\/style>/)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(page.replaceAll('&#39;', "'").includes(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`));
    assert.doesNotMatch(page, /<script|<link|<img|\bstyle="|\bon\w+="|url\(|@import|https?:/);
  });

  it('lets no name break out of its place', () => {
    const page = toHtml(hostileReport, { linkTo: () => '" onclick="alert(1)' });
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1]!.toLowerCase()));
    assert.deepEqual([...tags].filter((tag) => ['script', 'img', 'iframe', 'object', 'base', 'form'].includes(tag)), []);
    assert.equal(page.match(/<\/style>/g)!.length, 1);
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    assert.doesNotMatch(page, /[\u202e\u001b]/, 'control and bidirectional characters are written as escapes');
    assert.doesNotMatch(page, /="[^"]*"\s*on(error|click)="/, 'no quote ends an attribute early');
  });

  it('links places only where it is told to', () => {
    assert.doesNotMatch(toHtml(sampleReport), /class="place" href/);
    const page = toHtml(sampleReport, { linkTo: ({ line }) => (line === 41 ? 'command:open?1&2' : null) });
    assert.equal(page.match(/<a class="place" href="command:open\?1&amp;2">/g)!.length, 1);
  });

  it('writes sentences and code as such, files relative to the root, and modules by their file', () => {
    const finding: Finding = { ...leak, message: '`answers` grows', evidence: { ownerFile: `${ROOT}/cache.mjs` } };
    const [module] = sampleReport.modules;
    const page = toHtml({ ...sampleReport, findings: [finding, { ...finding, message: 'this one <b> too' }], modules: [{ ...module!, name: module!.hash }] }, { root: ROOT });
    assert.match(page, /<h3><code>answers<\/code> grows<\/h3>/);
    assert.match(page, /<h3>This one &lt;b&gt; too<\/h3>/);
    assert.match(page, /<dd>cache\.mjs<\/dd>/);
    assert.match(page, /<td>rows\.wasm<br>/);
  });

  it('says at its head what bears on every figure', () => {
    assert.match(toHtml(sampleReport), /<p class="alert">Another debugger is connected to port 9229 as well\.<\/p>/);
  });

  it('says when nothing was found, and that something was hidden', () => {
    const page = toHtml({ ...sampleReport, findings: [] });
    assert.match(page, /<h1 class="good">Nothing found<\/h1>/);
    assert.match(page, /3 rules had something hidden/);
  });

  it('draws a flat series and one of large numbers within its frame', () => {
    const flat: Report = { ...sampleReport, findings: [{ ...leak, evidence: { memoryBytesSeries: [[5, 0], [5, 0]], bigSeries: [[0, 1e300], [1, -1e300]] } }] };
    const heights = [...toHtml(flat).matchAll(/[ML]([\d.-]+|NaN) ([\d.-]+|NaN)/g)].flatMap((match) => [Number(match[1]), Number(match[2])]);
    assert.ok(heights.length > 0 && heights.every((value) => value >= 0 && value <= 720), JSON.stringify(heights));
  });

  const pageOf = (evidence: Finding['evidence']): string => toHtml({ ...sampleReport, findings: [{ ...leak, evidence }] });
  const rectangles = (page: string): { key: string; x: number; width: number }[] =>
    [...page.matchAll(/<rect class="([\w-]+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, key, x, width]) => ({ key: key!, x: Number(x), width: Number(width) }));

  it('draws lines of one unit in one picture, with marks by what they are', () => {
    const places = ['b.c:2', 'a.c:1', 'b.c:2', 'c.c:3', 'd.c:4', 'e.c:5', 'beyond the end'];
    const page = pageOf({ memoryBytesSeries: [[0, 10], [60, 70]], liveBytesSeries: [[0, 5], [60, 6]], callsSeries: [[0, 1], [60, 2]], growthMarks: places.map((place, index) => [index * 10 + (index === 6 ? 1 : 0), `/src/${place}`]) });
    assert.equal(page.match(/<svg viewBox="0 0 720/g)!.length, 2);
    assert.match(page, /memory and live over time/);
    assert.match(page, /aria-label="memory from 10 bytes to 70 bytes in 60 ms; live from 5 bytes to 6 bytes in 60 ms"/);
    assert.deepEqual([...page.matchAll(/class="mark mark-(\d)"/g)].map((match) => Number(match[1])), [0, 1, 0, 2, 3, 3]);
    assert.match(page, /<\/svg>b\.c:2, 2 times<\/li>/);
    assert.match(page, /<\/svg>2 other places, 2 times<\/li>/);
  });

  it('draws a hand-off against the way through memory, in proportion', () => {
    const [send, wait, receive, best] = rectangles(pageOf({ msPerPayload: 10, sendMs: 4, waitMs: 1, receiveMs: 5, inMemoryMs: 2 }));
    assert.deepEqual([send, wait, receive, best].map((each) => each!.key), ['send', 'wait', 'receive', 'best']);
    assert.ok(Math.abs(send!.width / best!.width - 2) < 0.01 && Math.abs(receive!.width / wait!.width - 5) < 0.01);
    assert.equal(Math.round(receive!.x), Math.round(wait!.x + wait!.width));
    assert.deepEqual(rectangles(pageOf({ msPerPayload: 10, sendMs: 4 })), [], 'nothing to compare with');
  });

  it('draws what became of lookups', () => {
    const parts = rectangles(pageOf({ lookups: 100, hits: 20, recomputed: 50 }));
    assert.deepEqual(parts.map(({ key }) => key), ['best', 'worst', 'new']);
    assert.ok(Math.abs(parts[1]!.width / parts[0]!.width - 2.5) < 0.01 && Math.abs(parts[2]!.width / parts[0]!.width - 1.5) < 0.01);
  });

  it('colours where spans of a timeline overlap, and nowhere else', () => {
    const apart = rectangles(pageOf({ versionsTimeline: [{ name: 'old', startMs: 0, endMs: 10 }, { name: 'new', startMs: 10, endMs: 20 }] }));
    assert.deepEqual(apart.map(({ key }) => key), ['span', 'span']);
    const [old, oldOverlap, , newOverlap] = rectangles(pageOf({ versionsTimeline: [{ name: 'old', startMs: 0, endMs: 10 }, { name: 'new', startMs: 5, endMs: 20 }] }));
    assert.deepEqual([oldOverlap, newOverlap].map((each) => each!.key), ['worst', 'worst']);
    assert.equal(oldOverlap!.x, newOverlap!.x);
    assert.ok(Math.abs(old!.width / oldOverlap!.width - 2) < 0.01);
  });

  it('draws calls as boxes on their operation, coloured where another one is under way', () => {
    const page = pageOf({ operationsTimeline: [{ name: '1. run', startMs: 0, endMs: 10, calls: [[0, 1, 1], [8, 10, 3]] }, { name: '2. run', startMs: 5, endMs: 6, calls: [[5, 6, 1]] }] });
    assert.deepEqual(rectangles(page).map(({ key }) => key), ['span', 'worst', 'alone', 'alone', 'span', 'worst', 'worst']);
    assert.match(page, /<td>2\. run<\/td><td class="number">5 ms<\/td><td class="number">6 ms<\/td><td class="number">1<\/td>/);
  });

  it('draws a histogram to scale, and the way through memory where it would stand', () => {
    const page = pageOf({ latencyMsHistogram: [[4, 8, 10], [8, 16, 0], [16, 32, 5]], inMemoryMs: 0.6 });
    const [few, , tall] = [...page.matchAll(/<rect class="bar" [^>]*height="([\d.]+)"/g)].map(([, height]) => Number(height)).sort((a, b) => a - b).flatMap((height) => [height, 0]);
    assert.ok(Math.abs(tall! / few! - 2) < 0.02);
    assert.match(page, /latency of 15: half within 8 ms, 95 % within 32 ms/);
    const bars = rectangles(page).filter(({ key }) => key === 'bar');
    const best = Number(/best-line" d="M([\d.]+)/.exec(page)![1]);
    assert.equal(Math.round((bars[0]!.x - 1 + bars[0]!.width / 2 + 1 - best) / (bars[0]!.width + 2)), 3, 'three doublings apart');
  });

  it('draws who has how much as wide as it is, callers above, and names what is too narrow behind', () => {
    const leaf = (name: string, value: number, marked = false) => ({ name, place: `${ROOT}/${name}.c:7`, value, marked, children: [] });
    const page = pageOf({ liveBytesFlame: { name: 'all', place: null, value: 1_000, marked: false, children: [leaf('wide', 749, true), leaf('half', 250), leaf('thin', 1)] } });
    const frames = [...page.matchAll(/<rect class="(frame[^"]*)" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)].map(([, key, x, y, width]) => [key, Number(x), Number(y), Math.round(Number(width))]);
    assert.deepEqual(frames.map(([key, , y]) => [key, y]), [['frame', 0], ['frame of-finding', 21], ['frame', 21]]);
    assert.ok(Math.abs((frames[1]![3] as number) / (frames[2]![3] as number) - 3) < 0.05);
    assert.match(page, /<title>wide \([^<]*wide\.c:7\): 749 bytes, 74\.9 %<\/title>/);
    assert.doesNotMatch(page, /<title>thin/);
  });

  it('gives every drawing a text and, but for bars, its numbers', () => {
    const page = pageOf({ memoryBytesSeries: Array.from({ length: 500 }, (_, index) => [index, index]), latencyMsHistogram: [[1, 2, 3]], versionsTimeline: [{ name: 'a', startMs: 0, endMs: 1 }], liveBytesFlame: { name: 'all', place: null, value: 1, marked: false, children: [] } });
    const drawings = page.match(/<svg[^>]*role="img"/g)!;
    assert.equal(drawings.length, 4);
    assert.equal(page.match(/<svg[^>]*role="img" aria-label="[^"]+"/g)!.length, 4);
    assert.equal(page.match(/<details><summary>As a table/g)!.length, 4);
    assert.ok(page.match(/<tr>/g)!.length < 80, 'tables are bounded');
  });

  it('shows what is damaged as what it is, and draws nothing from it', () => {
    let deep: unknown = { name: 'leaf', place: null, value: 1, marked: false, children: [] };
    for (let depth = 0; depth < 3_000; depth++) deep = { name: 'f', place: null, value: 1, marked: false, children: [deep] };
    const page = pageOf({ deepFlame: deep, emptyFlame: { name: 'x', place: null, value: 0, marked: false, children: [] }, latencyMsHistogram: [[2, 1, 1]], noneMsHistogram: [[0, 1, 0]], versionsTimeline: [{ name: 'a', startMs: 0, endMs: 1, calls: [[3, 2, 1]] }] });
    assert.doesNotMatch(page, /role="img"/);
    assert.ok(page.length < 60_000);
  });
});
