import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { frames, serve, takeScan, takeSpectrum } from './service.mjs';

const folder = await mkdtemp(join(tmpdir(), 'iot-stream-'));
const producer = spawn(process.execPath, [fileURLToPath(new URL('producer-broken.mjs', import.meta.url)), folder, String(frames)], { stdio: ['ignore', 'pipe', 'inherit'] });

async function takeScanFile(path) {
  const bytes = await readFile(path);
  await unlink(path);
  takeScan(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
}

createInterface({ input: producer.stdout }).on('line', (line) => {
  const [kind, value] = line.split(' ', 2);
  if (kind === 'spectrum') takeSpectrum(JSON.parse(value));
  else void takeScanFile(value).catch((error) => console.error(`scan lost: ${error.message}`));
});

await serve(async () => {
  producer.kill();
  await rm(folder, { recursive: true, force: true });
});
