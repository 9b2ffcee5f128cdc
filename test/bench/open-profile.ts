import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PageInBrowser } from '../e2e/pages/page-in-browser';
import { toolPath } from '../tools';
import { notMeasured, type Benchmark } from './benchmark';
import { largeProfile } from './generate-profile';
import { durationText, median } from './statistics';

const OPEN_GOAL_MS = 3_000;
const FRAME_GOAL_MS = 17;
const FRAMES = 120;

export const benchmark: Benchmark = {
  what: 'a .cpuprofile of 100 MB in the editor\'s page (Chromium): from its bytes to the first picture',
  peer: 'none measured',
  goal: '≤ 3 s',
  async measure({ rounds }) {
    if (!toolPath('chromium')) return notMeasured('Chromium is needed');
    const elapsed: number[] = [];
    for (let round = 0; round < rounds; round++) elapsed.push(await inPage(async ({ openedMs }) => Promise.resolve(openedMs)));
    return { ours: `${durationText(elapsed)} for ${(statSync(largeProfile()).size / 1e6).toFixed(0)} MB`, reached: median(elapsed) <= OPEN_GOAL_MS };
  },
};

export const frames: Benchmark = {
  what: 'the same in order of time, a million samples: from one frame to the next while it is zoomed',
  peer: 'none measured',
  goal: '≤ 17 ms (60 frames a second)',
  async measure() {
    if (!toolPath('chromium')) return notMeasured('Chromium is needed');
    const intervals = await inPage(async ({ page }) => {
      await page.page.getByRole('tab', { name: 'In order of time' }).click({ timeout: 120_000 });
      return page.page.evaluate<number[]>(ZOOM);
    });
    return { ours: `${median(intervals).toFixed(1)} ms, 95 of 100 within ${[...intervals].sort((a, b) => a - b)[Math.floor(intervals.length * 0.95)]!.toFixed(1)} ms`, reached: median(intervals) <= FRAME_GOAL_MS };
  },
};

/** In and out again, a step each frame. */
const ZOOM = `(async () => {
  const canvas = document.querySelector('.flame canvas');
  const frame = () => new Promise(requestAnimationFrame);
  const intervals = [];
  let last = await frame();
  for (let step = 0; step < ${FRAMES}; step++) {
    canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: step % 60 < 30 ? -1 : 1, ctrlKey: true, clientX: 400, clientY: 400, cancelable: true }));
    const now = await frame();
    intervals.push(now - last);
    last = now;
  }
  return intervals;
})()`;

/** From the message with the bytes, which the editor sends, until the flame graph has been painted. */
const OPEN = (url: string): string => `(async () => {
  const bytes = await (await fetch('${url}')).arrayBuffer();
  const started = performance.now();
  postMessage({ kind: 'file', bytes }, '*', [bytes]);
  while (!document.querySelector('.flame canvas')) await new Promise(requestAnimationFrame);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - started;
})()`;

async function inPage<Result>(use: (opened: { readonly page: PageInBrowser; readonly openedMs: number }) => Promise<Result>): Promise<Result> {
  const path = largeProfile();
  const server = createServer((_, response) => void createReadStream(path).pipe(response.setHeader('access-control-allow-origin', '*'))).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  try {
    const page = await PageInBrowser.open('profile');
    const openedMs = await page.page.evaluate<number>(OPEN(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    return await use({ page, openedMs });
  } finally {
    await PageInBrowser.closeBrowser();
    server.close();
  }
}
