// The sensor's thread: measures straight into shared memory, and says which slot is full.
import { parentPort, workerData } from 'node:worker_threads';
import { SCAN_SAMPLES, SPECTRUM_BINS, measure, run } from './sensor.mjs';

const { slots, states, frames } = workerData;
const samplesOf = slots.map((slot) => ({ scan: new Float32Array(slot, 0, SCAN_SAMPLES), spectrum: new Float32Array(slot, SCAN_SAMPLES * 4, SPECTRUM_BINS) }));
const isFull = new Int32Array(states);

run((frame) => {
  const slot = frame % slots.length;
  if (Atomics.load(isFull, slot) === 1) return false; // the consumer is behind: measure later
  measure(frame, samplesOf[slot].scan);
  measure(frame, samplesOf[slot].spectrum);
  Atomics.store(isFull, slot, 1);
  parentPort.postMessage(slot);
}, frames);
