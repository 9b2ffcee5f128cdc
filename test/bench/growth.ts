/**
 * `npm run bench:growth [-- ROUNDS]`: time and memory against the size of a module, from 1 to 200 MB. Writes what it measured
 * to docs/growth.json and draws it in docs/growth.svg.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageFor } from '../../src/base/user-error';
import { root } from '../tools';
import { bundleScript, inFreshProcess } from './fresh-process';
import type { LargeModule } from './generate-large';
import { largeModule } from './generate-large';
import { drawGrowth } from './growth-picture';
import type { GrowthTimes } from './growth-script';
import { median } from './statistics';

/** Modules of 1, 9, 27, 58, 115 and 200 MB. */
const MODULES: readonly (() => Promise<LargeModule | null>)[] = [() => largeModule(1, 27), ...[4, 12, 26, 52, 90].map((units) => () => largeModule(units))];

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 5);
  const script = bundleScript('growth-script');
  const rows: GrowthTimes[] = [];
  for (const generate of MODULES) {
    const made = await generate();
    if (!made) throw new Error('clang-19 and wasm-ld-19 are needed to make the modules');
    const times = Array.from({ length: rounds }, () => inFreshProcess<GrowthTimes>(script, [made.path, made.file, String(made.line)]));
    rows.push(medians(times));
    console.error(JSON.stringify(rows.at(-1)));
  }
  writeFileSync(join(root, 'docs', 'growth.json'), `${JSON.stringify({ node: process.version, rounds, rows }, null, 2)}\n`);
  writeFileSync(join(root, 'docs', 'growth.svg'), drawGrowth(rows));
}

/** Of each figure for itself. */
function medians(times: readonly GrowthTimes[]): GrowthTimes {
  const keys = Object.keys(times[0]!) as (keyof GrowthTimes)[];
  return Object.fromEntries(keys.map((key) => [key, Math.round(median(times.map((each) => each[key])) * 10) / 10])) as unknown as GrowthTimes;
}

main().catch((error: unknown) => {
  console.error(messageFor(error));
  process.exitCode = 1;
});
