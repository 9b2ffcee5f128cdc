import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SymbolsClient } from '../../src/toolkit/symbols-client';
import { root } from '../tools';
import { notMeasured, type Benchmark } from './benchmark';
import { largeModule } from './generate-large';
import { durationText, median } from './statistics';

const NANOSECONDS = 1e6;
const TURN_MS = 1;
const THREAD_TIME = `/proc/self/task/${process.pid}/schedstat`;

export const benchmark: Benchmark = {
  what: 'the thread that asks while a large module (115 MB) is opened, inspected, searched, asked of and cancelled: longest time held up',
  peer: 'none',
  goal: '≤ 16 ms',
  async measure({ rounds, largeUnits }) {
    const workerPath = join(root, 'dist', 'worker.js');
    if (largeUnits === 0) return notMeasured('left out by --large 0');
    const module = await largeModule(largeUnits);
    if (!module || !existsSync(workerPath)) return notMeasured('clang-19, wasm-ld-19 and dist/worker.js are needed');
    const held: Held[] = [];
    const idle: Held[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      held.push(await longestHeld(() => askEverything(workerPath, module.path, module.file, module.line)));
      const elapsedMs = performance.now() - startedAt;
      // What this machine does to a thread that has nothing to do, for as long.
      idle.push(await longestHeld(() => new Promise((resolve) => setTimeout(resolve, elapsedMs))));
    }
    const working = held.map(({ workingMs }) => workingMs);
    return {
      ours: `${durationText(working)} of its own work; ${durationText(held.map(({ waitingMs }) => waitingMs))} with waiting for a processor`,
      peerHere: `idle ${durationText(idle.map(({ workingMs }) => workingMs))}; ${durationText(idle.map(({ waitingMs }) => waitingMs))}`,
      reached: existsSync(THREAD_TIME) ? median(working) <= 16 : null,
    };
  },
};

/** The longest that passed between two turns of this thread's loop. */
interface Held {
  /** Time on a processor: what the thread itself did. */
  readonly workingMs: number;
  readonly waitingMs: number;
}

async function askEverything(workerPath: string, path: string, file: string, line: number): Promise<void> {
  const client = new SymbolsClient(workerPath);
  const module = { path };
  const controller = new AbortController();
  await client.ask(module, 'caveats', {}, { signal: controller.signal, onProgress: (fraction) => fraction > 0.5 && controller.abort() }).catch(() => undefined);
  const [located] = await client.ask(module, 'locate', { places: [{ file, line }] });
  const offsets = (located?.offsets ?? []).map((offset) => offset as never);
  await client.ask(module, 'symbolicate', { offsets });
  await client.ask(module, 'scope', { offsets });
  await client.ask(module, 'functions', {});
  await client.ask(module, 'files', {});
  const late = new AbortController();
  const inspected = client.ask(module, 'inspect', {}, { signal: late.signal });
  await client.ask(module, 'inspect', {});
  late.abort();
  await inspected.catch(() => undefined);
  client.dispose();
}

/** Sampled every millisecond, since other programs on the machine are none of our doing (Linux: proc(5), schedstat). */
async function longestHeld(work: () => Promise<void>): Promise<Held> {
  let [workingMs, waitingMs] = [0, 0];
  let [lastWork, lastTurn] = [threadTimeMs(), performance.now()];
  const timer = setInterval(() => {
    const [work, turn] = [threadTimeMs(), performance.now()];
    workingMs = Math.max(workingMs, work - lastWork);
    waitingMs = Math.max(waitingMs, turn - lastTurn - TURN_MS);
    [lastWork, lastTurn] = [work, turn];
  }, TURN_MS);
  await work();
  clearInterval(timer);
  return { workingMs, waitingMs };
}

function threadTimeMs(): number {
  return existsSync(THREAD_TIME) ? Number(readFileSync(THREAD_TIME, 'utf8').split(' ')[0]) / NANOSECONDS : NaN;
}
