// The consumer around the filter: `GET /stats` answers with what was measured so far. With `--load` it takes a fixed
// number of frames, asks itself meanwhile, and exits; `--port N` chooses the port (default: any free one).
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { parseArgs } from 'node:util';
import { LOAD } from './sensor.mjs';

const LOAD_FRAMES = 90 * LOAD;
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, load: { type: 'boolean', default: false } } });
const { instance } = await WebAssembly.instantiate(readFileSync(new URL('filter.wasm', import.meta.url)));
const { memory, samples_at, frame_energy } = instance.exports;

export const frames = values.load ? LOAD_FRAMES : Infinity;
const stats = { scans: 0, scanEnergy: 0, spectra: 0, spectrumEnergy: 0 };

function energyOf(samples) {
  new Float32Array(memory.buffer, samples_at(), samples.length).set(samples);
  return frame_energy(samples.length);
}

export function takeScan(samples) {
  stats.scans++;
  stats.scanEnergy += energyOf(samples);
}

export function takeSpectrum(bins) {
  stats.spectra++;
  stats.spectrumEnergy += energyOf(bins);
}

function onEveryFrame(listener) {
  const timer = setInterval(() => {
    if (stats.scans < frames || stats.spectra < frames) return;
    clearInterval(timer);
    listener();
  }, 20);
}

/** Serves until stopped; under `--load` until every frame has arrived, then calls `stopProducer`. */
export async function serve(stopProducer) {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stats));
  });
  await new Promise((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  console.log(`iot-stream listening on ${address}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => Promise.resolve(stopProducer()).finally(() => process.exit(0)));
  if (!values.load) return;
  let answered = Promise.resolve();
  const asking = setInterval(() => (answered = new Promise((resolve) => get(`${address}/stats`, (response) => response.resume().on('end', resolve)))), 100);
  onEveryFrame(async () => {
    clearInterval(asking);
    await Promise.all([stopProducer(), answered]);
    server.close();
    server.closeAllConnections();
    console.log(`load done: ${JSON.stringify(stats)}`);
  });
}
