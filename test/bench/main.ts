/**
 * `npm run bench`: every figure that we mean to reach, measured here and now, in one table.
 * `npm run bench -- [NAME…] [--pairs N] [--rounds N] [--large UNITS] [--peer] [--json]`; NAME is a file's name in this folder.
 */
import { cpus, type CpuInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { messageFor } from '../../src/base/user-error';
import { notMeasured, type Benchmark, type BenchOptions, type Measurement } from './benchmark';
import * as addresses from './addresses';
import * as allocationOverhead from './allocation-overhead';
import * as boundaryOverhead from './boundary-overhead';
import * as breakpoints from './breakpoints';
import * as conditions from './conditions';
import * as editorActivation from './editor-activation';
import * as extensionSize from './extension-size';
import * as firstBreakpointLarge from './first-breakpoint-large';
import * as firstBreakpointSmall from './first-breakpoint-small';
import * as hostDelay from './host-delay';
import * as indexAll from './index-all';
import * as largeLaunch from './large-launch';
import * as launchToStop from './launch-to-stop';
import * as leaving from './leaving';
import * as lineCounting from './line-counting';
import * as lineShares from './line-shares';
import * as locals from './locals';
import * as memoryRead from './memory-read';
import * as openProfile from './open-profile';
import * as profileOverhead from './profile-overhead';
import * as step from './step';
import * as symbolicateProfile from './symbolicate-profile';

/** In the order of the design's table. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'first-breakpoint-small': firstBreakpointSmall.benchmark,
  'first-breakpoint-large': firstBreakpointLarge.benchmark,
  'first-variables-large': firstBreakpointLarge.firstVariables,
  'index-large': indexAll.benchmark,
  'many-units': indexAll.manySmallUnits,
  'launch-to-stop': launchToStop.benchmark,
  locals: locals.benchmark,
  'large-launch': largeLaunch.benchmark,
  'host-delay': hostDelay.benchmark,
  addresses: addresses.benchmark,
  step: step.benchmark,
  'step-chromium': step.chromium,
  conditions: conditions.benchmark,
  breakpoints: breakpoints.benchmark,
  'memory-read': memoryRead.benchmark,
  leaving: leaving.benchmark,
  'profile-overhead': profileOverhead.benchmark,
  'boundary-overhead': boundaryOverhead.benchmark,
  'allocation-overhead': allocationOverhead.benchmark,
  'symbolicate-profile': symbolicateProfile.benchmark,
  'open-profile': openProfile.benchmark,
  'profile-frames': openProfile.frames,
  'line-counting-loops': lineCounting.loops,
  'line-counting-calls': lineCounting.calls,
  'line-shares': lineShares.benchmark,
  'extension-size': extensionSize.benchmark,
  'editor-activation': editorActivation.benchmark,
};

interface Row {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly measurement: Measurement;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { pairs: { type: 'string', default: '30' }, rounds: { type: 'string', default: '10' }, large: { type: 'string', default: '52' }, peer: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(', ')}: there are ${Object.keys(BENCHMARKS).join(', ')}`);
  const options: BenchOptions = { pairs: atLeastOne(values.pairs), rounds: atLeastOne(values.rounds), largeUnits: Number(values.large), withPeer: values.peer };
  const rows: Row[] = [];
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    const wanted = positionals.length === 0 || positionals.includes(name);
    if (wanted) console.error(`measuring ${name}`);
    rows.push({ name, benchmark, measurement: wanted ? await attempt(benchmark, options) : notMeasured('not asked for in this run') });
  }
  if (values.json) console.log(JSON.stringify({ machine: machine(), options, rows: rows.map(({ name, benchmark: { what, peer, goal }, measurement }) => ({ name, what, peer, goal, ...measurement })) }, null, 2));
  else printTable(rows, options);
}

/** A benchmark that fails is a row that says so; the others go on. */
async function attempt(benchmark: Benchmark, options: BenchOptions): Promise<Measurement> {
  try {
    return await benchmark.measure(options);
  } catch (error) {
    return { ours: `failed: ${messageFor(error)}`, reached: null };
  }
}

function printTable(rows: readonly Row[], { pairs, rounds }: BenchOptions): void {
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine()}; medians with 95 % intervals; ratios of CPU time over ${pairs} alternating pairs, durations over ${rounds} rounds.\n`);
  const header = ['what', 'peer, as recorded (2 cores, Debian 12)', 'goal', 'ours, here', 'peer or bare, here', 'verdict'];
  for (const cells of [header, header.map(() => '---'), ...rows.map(cellsOf)]) console.log(`| ${cells.join(' | ')} |`);
}

function cellsOf({ benchmark: { what, peer, goal }, measurement: { ours, peerHere, reached } }: Row): string[] {
  return [what, peer, goal, ours, peerHere ?? '', reached === null ? '?' : reached ? 'reached' : 'missed'];
}

function machine(): string {
  const [first] = cpus() as [CpuInfo, ...CpuInfo[]];
  return `${cpus().length} cores (${first.model.trim()}), Node ${process.version}`;
}

function atLeastOne(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`a whole number of at least 1 is wanted, not ${text}`);
  return count;
}

main().catch((error: unknown) => {
  console.error(messageFor(error));
  process.exitCode = 1;
});
