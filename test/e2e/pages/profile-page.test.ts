import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { after, afterEach, before, describe, it } from 'mocha';
import { toCpuProfile } from '../../../src/profile/formats/cpuprofile';
import type { LiveMoment } from '../../../src/profile/live-moment';
import type { Profile, ProfileVitals } from '../../../src/profile/profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { requireTool } from '../../tools';
import { MIX, candidate, recording } from '../../unit/profile/recording';
import { PageInBrowser, bytesOf } from './page-in-browser';
import { THEMES, type ThemeName } from './themes';

const vitals = [0, 5, 10, 15].map((atMs): ProfileVitals => ({ atMs, cpuMsPerSecond: 100 * atMs, rssBytes: 90 << 20, heapUsedBytes: 20 << 20, externalBytes: 40 << 20, arrayBuffersBytes: 8 << 20, loopDelayMs: 2 }));

/** A worker begins half a recording after the main thread, and does the same. */
function profileOfThreads(): Profile {
  const threads = [{ name: 'main', slices: [recording(1_000)] }, { name: 'worker 1', slices: [recording(6_000)] }];
  return { ...symbolicateProfile(threads, { candidates: [candidate('mix', MIX)] }), vitals };
}

/** A file of 120 MB that is made in the page: a list of equal nodes, which takes seconds to read. */
const LONG_FILE = `(() => {
  const one = new TextEncoder().encode('{"id":1,"callFrame":{"functionName":"","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1},"children":[]},');
  const begin = new TextEncoder().encode('{"nodes":[');
  const bytes = new Uint8Array(begin.length + one.length * 1_000_000);
  bytes.set(begin);
  bytes.set(one, begin.length);
  for (let filled = one.length; filled < bytes.length - begin.length; filled *= 2) bytes.copyWithin(begin.length + filled, begin.length, begin.length + filled);
  postMessage({ kind: 'file', bytes: bytes.buffer }, '*', [bytes.buffer]);
})()`;

const fileOf = (profile: Profile): string => JSON.stringify(toCpuProfile(profile));

describe('the page of a profile', function () {
  this.timeout(120_000);
  let shown: PageInBrowser;

  before(function () {
    requireTool(this, 'chromium');
  });

  after(() => PageInBrowser.closeBrowser());

  /** Each test has a page of its own. */
  async function open(message: Readonly<Record<string, unknown>>, state: unknown = null): Promise<PageInBrowser> {
    shown = await PageInBrowser.open('profile', state);
    await shown.tell(message);
    await shown.page.locator('main').waitFor();
    return shown;
  }

  afterEach(async function () {
    if (this.currentTest?.isPending() || !shown) return;
    const { complaints } = shown;
    await shown.close();
    assert.deepEqual(complaints, []);
  });

  it('is narrowed by keys to a function, without others, and back; the editor keeps that', async () => {
    const { page } = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) });
    await page.getByText(/^1[45]\.0 ms, 2 threads, 18 samples$/).waitFor();
    await page.locator('.chosen', { hasText: 'scramble()' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('handle');
    await page.getByText('1 function,').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.chosen', { hasText: 'handle()' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Show all stacks, not only those through handle()' }).waitFor();
    await page.getByText('WebAssembly 100.0 %').waitFor();
    await page.getByRole('tab', { name: 'Top down' }).click();
    const tree = page.getByRole('treegrid');
    await tree.getByText('(thread worker 1)').click();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Show all threads' }).waitFor();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await page.locator('.chosen', { hasText: 'scramble()' }).waitFor();
    await page.keyboard.press('h');
    await tree.getByText('scramble()').waitFor({ state: 'detached' });
    const kept = await shown.kept();
    assert.deepEqual([kept['tab'], kept['thread'], (kept['hidden'] as string[]).length], ['down', 'worker 1', 1]);
    for (let chips = 3; chips > 0; chips--) await page.keyboard.press('Backspace');
    await page.locator('.chip').waitFor({ state: 'detached' });
    assert.deepEqual((await shown.kept())['hidden'], []);
  });

  it('shows allocations in bytes, and no order in time, which they have not', async () => {
    const node = (functionName: string, selfSize: number, children: unknown[] = []): unknown => ({ callFrame: { functionName, scriptId: '3', url: 'file:///srv/app.mjs', lineNumber: 4, columnNumber: 0 }, selfSize, children });
    const { page } = await open({ kind: 'file', bytes: bytesOf(JSON.stringify({ head: node('(root)', 0, [node('serve', 512, [node('parse', 2.5 * 2 ** 20)])]) })) }, { tab: 'time' });
    await page.getByText('2560.5 KB, 2 samples').waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Flame graph' }).getAttribute('aria-selected'), 'true');
    assert.equal(await page.getByRole('tab', { name: 'In order of time' }).count(), 0);
    await page.getByRole('tab', { name: 'Hot functions' }).click();
    await page.getByRole('row', { name: /serve/ }).getByText('512 B').waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /\d (?:ms|µs|s)\b/);
  });

  it('says what is wrong with a file, and reads on when it is told of another', async () => {
    shown = await PageInBrowser.open('profile');
    await shown.tell({ kind: 'file', bytes: bytesOf('{"nodes":[{"id":1') });
    await shown.page.getByText(/This is no profile that can be read: .*JSON/).waitFor();
    await shown.tell({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) });
    await shown.page.locator('main').waitFor();
  });

  it('a long reading says how far it is, and ends when it is told to', async () => {
    shown = await PageInBrowser.open('profile');
    await shown.page.evaluate(LONG_FILE);
    await shown.page.getByRole('button', { name: 'Cancel' }).click();
    await shown.page.getByText('This is no profile that can be read: reading it was cancelled').waitFor();
  });

  it('opens sources by Enter and by clicks, and tells the editor where the time went', async () => {
    const { page } = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) });
    await page.locator('.flame canvas').click({ position: { x: 20, y: 30 } });
    for (let deeper = 0; deeper < 4; deeper++) await page.keyboard.press('ArrowDown');
    await page.locator('[aria-live]', { hasText: /^scramble\(\), 5\.0 ms, [\d.]+ % of what is shown, 4\.0 ms itself, \/src\/mix\.c:4/ }).waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Modules' }).click();
    await page.getByRole('treegrid').getByText('mix.wasm').dblclick();
    for (const key of ['ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('tab', { name: 'Hot lines' }).click();
    await page.getByRole('button', { name: 'app.mjs:12' }).click();
    const said = await shown.said();
    assert.deepEqual(said.filter(({ kind }) => kind === 'open').map(({ place }) => place), [{ file: '/src/mix.c', line: 4 }, { file: '/src/mix.c', line: 4 }, { file: '/srv/my app/app.mjs', line: 12 }]);
    const heat = said.find(({ kind }) => kind === 'shown')!['heat'] as { functions: { name: string; share: number }[] };
    assert.deepEqual(heat.functions.slice(0, 1).map(({ name, share }) => [name, Math.round(share * 18)]), [['scramble()', 10]]);
  });

  it('shows threads side by side below the tracks of their process; a thread alone by a click', async () => {
    const { page } = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) }, { tab: 'time' });
    for (const title of ['Processor, at most 150 %', 'Event-loop delay, at most 2.0 ms', 'WebAssembly memory, at most 32 MB', 'Garbage collection, at most']) await page.getByText(title).waitFor();
    await page.locator('.tracks').hover({ position: { x: 500, y: 20 } });
    await page.getByText('Event-loop delay 2.0 ms').waitFor();
    await page.locator('.flame canvas').focus();
    // The second crossing into WebAssembly lasts while the worker runs.
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    const announced = page.locator('.flame [aria-live]');
    await page.locator('.flame [aria-live]', { hasText: 'js-to-wasm' }).waitFor({ state: 'attached' });
    for (let deeper = 0; deeper < 12 && !(await announced.textContent())!.startsWith('(thread worker 1)'); deeper++) await page.keyboard.press('ArrowDown');
    assert.match((await announced.textContent())!, /^\(thread worker 1\)/, 'down from the first thread leads to the second');
    await page.getByRole('tab', { name: 'Threads' }).click();
    await page.getByRole('button', { name: 'worker 1' }).click();
    await page.getByText('9 of 18 samples').waitFor();
  });

  it('begins as it was left, and passes over what does not fit this profile', async () => {
    const { page } = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) }, { tab: 'functions', search: 'tally', focus: 'gone', hidden: ['gone', 3], thread: 7 });
    await page.getByRole('tab', { name: 'Hot functions', selected: true }).waitFor();
    assert.equal(await page.getByLabel('Find a function').inputValue(), 'tally');
    assert.equal(await page.locator('.chip').count(), 0);
  });

  it('compares two profiles by function and in the colours of a flame graph', async () => {
    const later = recording();
    const slower = { ...later, endTime: later.endTime + 5_000, samples: [...later.samples!, 7, 7], timeDeltas: [...later.timeDeltas!, 2_500, 2_500] };
    const files = [recording(), slower].map((slice) => bytesOf(fileOf(symbolicateProfile([{ name: 'main', slices: [slice] }], { candidates: [candidate('mix', MIX)] }))));
    const { page } = await open({ kind: 'compare', before: { title: 'old', bytes: files[0] }, after: { title: 'new', bytes: files[1] } });
    const rows = page.getByRole('grid').getByRole('row');
    // Half of the time of ten milliseconds before, nine of fifteen now.
    await rows.filter({ hasText: 'scramble()' }).filter({ hasText: '500.0' }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Flame graph after' }).click();
    await page.locator('.flame canvas').focus();
    for (let deeper = 0; deeper < 4; deeper++) await page.keyboard.press('ArrowDown');
    await page.locator('.flame [aria-live]', { hasText: /itself [+−\d.]+, with what it calls/ }).waitFor({ state: 'attached' });
    assert.equal((await shown.said()).filter(({ kind }) => kind === 'open').length, 1);
  });

  it('shows a recording while it runs, and ends it', async () => {
    const moment = (second: number): LiveMoment => ({
      elapsedMs: second * 1_000, vitals: [{ ...vitals[0]!, atMs: second * 1_000 }], recentMs: { wasm: 600, js: 200, glue: 0, gc: 0, program: 0, idle: 200 },
      functions: [{ function: 'scramble', file: null, line: 0, class: 'wasm', selfMs: 600 * second, recentMs: 600 }, { function: 'serve', file: '/srv/app.mjs', line: 3, class: 'js', selfMs: 200 * second, recentMs: 200 }],
    });
    const { page } = await open({ kind: 'live', title: 'Recording', seconds: 10, moments: [moment(1)] });
    await page.getByText('1 of 10 s').waitFor();
    await shown.tell({ kind: 'moment', moment: moment(2) });
    await page.getByText('2 of 10 s').waitFor();
    await page.getByRole('row', { name: '1200 ms 60.0 % scramble' }).waitFor();
    await page.getByText('Event-loop delay, at most 2.0 ms').waitFor();
    await page.getByRole('button', { name: 'app.mjs:3' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual((await shown.said()).slice(1), [{ kind: 'open', place: { file: '/srv/app.mjs', line: 3 } }, { kind: 'stop' }]);
  });

  it('tells each kind of code by a colour of its own, in every theme', async () => {
    const opened = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) });
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      await opened.setTheme(theme);
      const colours = await opened.page.evaluate<string[]>(`['wasm', 'js', 'glue', 'gc', 'program', 'idle'].map((kind) => {
        const square = document.body.appendChild(document.createElement('span'));
        square.className = 'kind ' + kind;
        const { backgroundColor } = getComputedStyle(square);
        square.remove();
        return backgroundColor;
      })`);
      assert.equal(new Set(colours).size, 6, `${theme}: ${colours.join(', ')}`);
      assert.ok(!colours.includes('rgba(0, 0, 0, 0)'), `${theme}: ${colours.join(', ')}`);
    }
  });

  it('can be used without eyes, without a mouse and in every theme', async () => {
    const { page } = await open({ kind: 'file', bytes: bytesOf(fileOf(profileOfThreads())) });
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const problems: string[] = [];
    const check = async (what: string): Promise<void> => {
      const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`);
      problems.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${what}: ${id} at ${target.join(' ')}: ${failureSummary?.split('\n').at(-1)?.trim()}`)));
    };
    for (const tab of ['Flame graph', 'In order of time', 'Top down', 'Callers and callees', 'Hot lines', 'Modules', 'Threads']) {
      await page.getByRole('tab', { name: tab }).click();
      await check(tab);
    }
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      await shown.setTheme(theme);
      await check(theme);
    }
    assert.deepEqual(problems, []);
  });
});
