/**
 * Runs in a process of its own: `growth-script MODULE FILE LINE`. Times, and weighs, the stages of asking ever more about
 * one module, as JSON. Each stage finds what those before it left.
 */
import { readFileSync } from 'node:fs';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';

export interface GrowthTimes {
  readonly moduleBytes: number;
  readonly dwarfBytes: number;
  readonly units: number;
  readonly functions: number;
  readonly lineRows: number;
  /** From the bytes in hand. */
  readonly openMs: number;
  /** From the bytes in hand, too: what a user waits for. */
  readonly breakpointMs: number;
  readonly stackMs: number;
  readonly indexMs: number;
  /** CPU time of all threads: other work on the machine does not count. From the bytes in hand, but for the stack. */
  readonly openCpuMs: number;
  readonly breakpointCpuMs: number;
  readonly stackCpuMs: number;
  readonly indexCpuMs: number;
  /** What the process has grown by since the bytes were in hand, at its largest. */
  readonly breakpointMemoryBytes: number;
  readonly indexMemoryBytes: number;
}

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
};
const largestRss = (): number => process.resourceUsage().maxRSS * 1_024;

async function main(): Promise<void> {
  const [path, file, line] = process.argv.slice(2) as [string, string, string];
  const { buffer, byteOffset, length } = readFileSync(path);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  const before = largestRss();
  const cpuAtStart = process.cpuUsage();
  const startedAt = performance.now();
  const module = readModule(bytes);
  const symbols = await openSymbols(module);
  const openedAt = performance.now();
  const openCpuMs = cpuMs(cpuAtStart);
  const { offsets } = symbols.locate(file, Number(line));
  const locatedAt = performance.now();
  const breakpointCpuMs = cpuMs(cpuAtStart);
  if (offsets.length === 0) throw new Error(`${file}:${line} is nowhere in ${path}`);
  const breakpointMemoryBytes = largestRss() - before;
  symbols.framesAt(offsets[0]!);
  const stackAt = performance.now();
  const stackCpuMs = cpuMs(cpuAtStart) - breakpointCpuMs;
  const { functions, lineRows } = symbols.statistics();
  const indexedAt = performance.now();
  const indexCpuMs = cpuMs(cpuAtStart);
  const dwarfBytes = module.sections.reduce((sum, { name, payloadSize }) => sum + (name.startsWith('.debug_') ? payloadSize : 0), 0);
  const times: GrowthTimes = {
    moduleBytes: length, dwarfBytes, units: symbols.unitCount, functions, lineRows,
    openMs: openedAt - startedAt, breakpointMs: locatedAt - startedAt, stackMs: stackAt - locatedAt, indexMs: indexedAt - stackAt, openCpuMs, breakpointCpuMs, stackCpuMs, indexCpuMs,
    breakpointMemoryBytes, indexMemoryBytes: largestRss() - before,
  };
  console.log(JSON.stringify(times));
}

void main();
