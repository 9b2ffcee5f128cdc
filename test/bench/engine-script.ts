/**
 * Runs in a process of its own: `engine-script MODULE FILE LINE ROUNDS`. Times what happens between a module's bytes
 * being in hand and its first breakpoint, and its first variables, as JSON. The first round finds nothing warm.
 */
import { readFileSync } from 'node:fs';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';

export interface EngineTimes {
  readonly breakpointMs: readonly number[];
  readonly variablesMs: readonly number[];
  readonly variables: number;
  /** Since the process began, at the first breakpoint. */
  readonly sinceStartMs: number;
  readonly peakRssBytes: number;
}

async function main(): Promise<void> {
  const [path, file, line, rounds] = process.argv.slice(2) as [string, string, string, string];
  const { buffer, byteOffset, length } = readFileSync(path);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  const breakpointMs: number[] = [];
  const variablesMs: number[] = [];
  let variables = 0;
  let sinceStartMs = 0;
  for (let round = 0; round < Number(rounds); round++) {
    const startedAt = performance.now();
    const symbols = await openSymbols(readModule(bytes));
    const { offsets } = symbols.locate(file, Number(line));
    const located = performance.now();
    if (offsets.length === 0) throw new Error(`${file}:${line} is nowhere in ${path}`);
    variables = symbols.variablesAt(offsets[0]!).flat().length;
    breakpointMs.push(located - startedAt);
    variablesMs.push(performance.now() - located);
    sinceStartMs ||= located;
  }
  const times: EngineTimes = { breakpointMs, variablesMs, variables, sinceStartMs, peakRssBytes: process.resourceUsage().maxRSS * 1_024 };
  console.log(JSON.stringify(times));
}

void main();
