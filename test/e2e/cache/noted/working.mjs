// Run by notes.test.ts: works for some seconds; with CLIENT set, a debugger of its own making is connected to the inspector.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { url } from 'node:inspector';
import { kernelFile, pause } from '../../kernel/kernel.mjs';

const { work } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(kernelFile('kernel-unoptimised')))).exports;
const client = process.env.CLIENT ? connect(new URL(url()).port, '127.0.0.1') : null;
if (client) await once(client, 'connect');
for (let n = 0; n < 40; n++) {
  work(400);
  await pause(100);
}
client?.destroy();
