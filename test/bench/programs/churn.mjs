// Prints the CPU microseconds of so many allocations in C, a line for each line on stdin.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const { instance } = await WebAssembly.instantiate(readFileSync(new URL('churn.wasm', import.meta.url)), {});
for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  instance.exports.churn(Number(line));
  const { user, system } = process.cpuUsage(before);
  console.log(user + system);
}
