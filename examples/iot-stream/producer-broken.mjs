// The sensor's process. Scans go through files, spectra as JSON lines; both are numbers that were binary already.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCAN_SAMPLES, SPECTRUM_BINS, measure, run } from './sensor.mjs';

const [folder, frames] = process.argv.slice(2);
const scan = new Float32Array(SCAN_SAMPLES);
const spectrum = new Float32Array(SPECTRUM_BINS);
const say = (message) => process.stdout.write(`${message}\n`);

run((frame) => {
  if (process.stdout.writableNeedDrain) return false; // the service is behind: this frame is asked for again
  const path = join(folder, `scan-${frame}.bin`);
  writeFileSync(path, measure(frame, scan)); // BUG(handoff/file): a megabyte through the file system for a reader next door
  say(`scan ${path}`);
  const bins = Array.from(measure(frame, spectrum));
  // BUG(handoff/json): numbers as decimal text, made and parsed once a frame
  process.stdout.write(`spectrum ${JSON.stringify(bins)}\n`);
}, Number(frames));
