import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChrome } from '../../src/cdp/chrome-process';
import type { CdpPayload } from '../../src/cdp/connection';
import { WebServer } from '../e2e/debug/web-page';
import type { Benchmark, Measurement } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { lineOf } from './places';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
for (;;) wasm.fibonacci(20);`;
const PAGE = `<!doctype html><script>
WebAssembly.instantiateStreaming(fetch('/shapes-o0-dwarf5.wasm'), {}).then(({ instance: { exports: wasm } }) => setInterval(() => wasm.fibonacci(20), 0));
</script>`;
const FILES = ['shapes-o0-dwarf5.wasm', 'shapes.c'];
const STEPS_PER_ROUND = 10;

export const benchmark: Benchmark = {
  what: 'step, Node: request → stack and the locals of a small frame',
  peer: '46 to 53 ms + 47 + 366',
  goal: 'p50 ≤ 5 ms',
  measure: ({ rounds }) => withProgram(FILES, PROGRAM, (program, folder) => stepsOf({ program }, folder, rounds, 5)),
};

export const chromium: Benchmark = {
  what: 'step, Chromium: request → stack and the locals of a small frame',
  peer: '—',
  goal: 'p50 ≤ 10 ms',
  measure: ({ rounds }) =>
    withProgram(FILES, '', async (_program, folder) => {
      writeFileSync(join(folder, 'index.html'), PAGE);
      const server = await WebServer.of(folder);
      try {
        const url = `${server.origin}/`;
        const ours = await stepsOf({ target: 'chrome', url, webRoot: folder, headless: true }, folder, rounds, 10);
        return { ...ours, peerHere: `bare: p50 ${durationText(await bareSteps(url, rounds * STEPS_PER_ROUND))} for one instruction and one question` };
      } finally {
        server.close();
      }
    }),
};

async function stepsOf(configuration: object, folder: string, rounds: number, goalMs: number): Promise<Measurement> {
  const { client, threadId } = await launchAndStop(configuration, `${folder}/shapes.c`, lineOf('shapes.c', 'fibonacci(n - 1)'));
  const times: number[] = [];
  for (let step = 0; step < rounds * STEPS_PER_ROUND; step++) {
    const startedAt = performance.now();
    await client.request('stepIn', { threadId });
    await client.stopped();
    const [top] = await client.frames(threadId);
    await client.locals(top!.id);
    times.push(performance.now() - startedAt);
  }
  await end(client);
  return { ours: `p50 ${durationText(times)} of ${times.length} steps into`, reached: median(times) <= goalMs };
}

/** What a step in a page takes whoever asks: one instruction, the pause, and one question. */
async function bareSteps(url: string, wanted: number): Promise<number[]> {
  const chrome = await startChrome({ executable: undefined, args: [], env: process.env, headless: true, timeoutMs: 20_000 });
  try {
    const { browser } = chrome.connection;
    const { targetInfos } = await browser.send('Target.getTargets', {});
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId: targetInfos.find(({ type }) => type === 'page')!.targetId, flatten: true });
    const session = chrome.connection.session(sessionId);
    const isLoaded = new Promise<void>((resolve) => session.on('Debugger.scriptParsed', ({ scriptLanguage }) => scriptLanguage === 'WebAssembly' && resolve()));
    const pauseAfter = (command: 'Debugger.pause' | 'Debugger.stepInto'): Promise<CdpPayload<'Debugger.paused'>> =>
      new Promise((resolve, reject) => {
        const once = session.on('Debugger.paused', (event) => {
          once.dispose();
          resolve(event);
        });
        session.send(command, {}).catch(reject);
      });
    await session.send('Debugger.enable', {});
    await session.send('Page.navigate', { url });
    await isLoaded;
    await pauseAfter('Debugger.pause');
    const times: number[] = [];
    while (times.length < wanted) {
      const startedAt = performance.now();
      const { callFrames: [top] } = await pauseAfter('Debugger.stepInto');
      await session.send('Debugger.evaluateOnCallFrame', { callFrameId: top!.callFrameId, expression: '1' });
      times.push(performance.now() - startedAt);
    }
    return times;
  } finally {
    await chrome.stop();
  }
}
