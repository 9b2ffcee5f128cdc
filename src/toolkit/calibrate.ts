import { Worker } from 'node:worker_threads';
import type { EventOf, TraceEvent } from '../trace/event';

type Route = EventOf<'calibration'>['route'];

const ROUTES: readonly Route[] = ['shared-memory', 'transfer', 'clone-typed-array'];
const ROUNDS = 9;
const MAX_SIZES = 4;
const MIN_BYTES = 1 << 10;
const MAX_BYTES = 64 << 20;

/** The other side: answers each message at once. Text, because the toolkit is one bundled file. */
const ECHO = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (message) => {
  const bytes = message instanceof Uint8Array ? message.length : message.sizeBytes;
  parentPort.postMessage(bytes);
});`;

/**
 * What an in-memory hand-off of these payload sizes takes on this machine: medians of `ROUNDS` rounds to a worker
 * thread and back, the producer's copy into shared memory included. Sizes are rounded to powers of two; a handful of
 * them, spread over the range, stands for all. Empty for no sizes.
 */
export async function calibrationEvents(sizes: readonly number[]): Promise<TraceEvent[]> {
  const chosen = representativeSizes(sizes);
  if (chosen.length === 0) return [];
  const worker = new Worker(ECHO, { eval: true, execArgv: [], env: {} });
  try {
    await roundTrip(worker, { sizeBytes: 0 }, []);
    const events: TraceEvent[] = [];
    for (const sizeBytes of chosen) {
      for (const route of ROUTES) {
        events.push({ kind: 'calibration', route, sizeBytes, medianMs: await medianOf(worker, route, sizeBytes), t: Date.now(), pid: 0, tid: 0 });
      }
    }
    return events;
  } finally {
    await worker.terminate();
  }
}

function representativeSizes(sizes: readonly number[]): number[] {
  const rounded = new Set(sizes.map((size) => 2 ** Math.round(Math.log2(Math.min(MAX_BYTES, Math.max(MIN_BYTES, size))))));
  const ordered = [...rounded].sort((a, b) => a - b);
  if (ordered.length <= MAX_SIZES) return ordered;
  return Array.from({ length: MAX_SIZES }, (_, index) => ordered[Math.round((index * (ordered.length - 1)) / (MAX_SIZES - 1))]!);
}

async function medianOf(worker: Worker, route: Route, sizeBytes: number): Promise<number> {
  const source = new Uint8Array(sizeBytes).fill(1);
  const shared = new Uint8Array(new SharedArrayBuffer(sizeBytes));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const owned = route === 'transfer' ? source.slice() : source;
    const startedAt = performance.now();
    if (route === 'shared-memory') {
      shared.set(source);
      await roundTrip(worker, { sizeBytes }, []);
    } else await roundTrip(worker, owned, route === 'transfer' ? [owned.buffer] : []);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1]!;
}

function roundTrip(worker: Worker, message: unknown, transfer: ArrayBuffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (finish: () => void): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      finish();
    };
    const onMessage = (): void => done(resolve);
    const onError = (error: Error): void => done(() => reject(error));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(message, transfer);
  });
}
