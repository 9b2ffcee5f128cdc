import { Worker } from 'node:worker_threads';
import { SCAN_SAMPLES, SPECTRUM_BINS } from './sensor.mjs';
import { frames, serve, takeScan, takeSpectrum } from './service.mjs';

const SLOTS = 4;
const slots = Array.from({ length: SLOTS }, () => new SharedArrayBuffer((SCAN_SAMPLES + SPECTRUM_BINS) * 4));
const states = new SharedArrayBuffer(SLOTS * 4);
const isFull = new Int32Array(states);
const producer = new Worker(new URL('producer-mended.mjs', import.meta.url), { workerData: { slots, states, frames } });

producer.on('message', (slot) => {
  takeScan(new Float32Array(slots[slot], 0, SCAN_SAMPLES));
  takeSpectrum(new Float32Array(slots[slot], SCAN_SAMPLES * 4, SPECTRUM_BINS));
  Atomics.store(isFull, slot, 0);
});

await serve(() => producer.terminate());
