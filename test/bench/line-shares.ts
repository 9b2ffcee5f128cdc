import { writeFileSync } from 'node:fs';
import { fixturePath } from '../fixture-modules';
import { LineProgram, findsHottest, misplaced, programNames, truthPath, type Shares } from '../line-shares';
import { notMeasured, type Benchmark } from './benchmark';
import { functionSamples } from './line-truth';

/** Processor time of each program, and of how many samples a function must have for its lines to be compared. */
const CPU_MS = 2_500;
const ENOUGH_SAMPLES = 400;
const GOAL = 0.25;

/** Where time is spent and where we say that it is. `UPDATE_TRUTH=1` keeps what was measured, for the tests to compare with. */
export const benchmark: Benchmark = {
  what: 'time by line (record --lines): how much of it stands at another line than it was spent in',
  peer: 'none does',
  goal: `≤ ${100 * GOAL} %`,
  async measure() {
    if (!process.version.startsWith('v20.')) return notMeasured('where the time was spent is told by Node 20');
    const measured: Record<string, Record<string, Shares>> = {};
    const parts: number[] = [];
    let found = 0;
    for (const name of programNames()) {
      const program = await LineProgram.open(name);
      measured[name] = truthOf(name, program);
      for (const [function_, truth] of Object.entries(measured[name])) {
        const estimate = program.estimate(program.functions.find((fn) => program.nameOf(fn) === function_)!);
        parts.push(misplaced(truth, estimate));
        if (findsHottest(truth, estimate)) found++;
        console.error(`  ${name} ${function_}: ${percent(parts.at(-1)!)}`);
      }
    }
    if (process.env['UPDATE_TRUTH'] === '1') writeFileSync(truthPath, `${JSON.stringify(measured, null, 1)}\n`);
    const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
    const median = parts.sort((a, b) => a - b)[parts.length >> 1]!;
    return { ours: `mean ${percent(mean)}, median ${percent(median)}, worst ${percent(parts.at(-1)!)} of ${parts.length} functions; the hottest line right in ${found}`, reached: mean <= GOAL };
  },
};

/** Functions that only call others are not compared, nor those with a line alone. */
function truthOf(name: string, program: LineProgram): Record<string, Shares> {
  const truth: Record<string, Shares> = {};
  for (const { fn, samples } of functionSamples(program.symbols.module, fixturePath(`lines/${name}.wasm`), CPU_MS)) {
    const total = [...samples.values()].reduce((sum, count) => sum + count, 0);
    const lines: Record<string, number> = {};
    for (const [offset, count] of samples) lines[program.lineAt(offset)] = (lines[program.lineAt(offset)] ?? 0) + count / total;
    const known = Object.entries(lines).filter(([, share]) => share >= 0.005);
    if (total >= ENOUGH_SAMPLES && known.length > 2) truth[program.nameOf(fn)] = Object.fromEntries(known.sort(([, a], [, b]) => b - a).map(([line, share]) => [line, Math.round(share * 1_000) / 1_000]));
  }
  return truth;
}

const percent = (part: number): string => `${Math.round(part * 100)} %`;
