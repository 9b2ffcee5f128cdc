import { notMeasured, type Benchmark } from './benchmark';
import { bundleScript, inFreshProcess } from './fresh-process';
import { largeModule } from './generate-large';
import type { SymbolicationTimes } from './profile-script';
import { durationText, median } from './statistics';

const NODES = 100_000;
const GOAL_MS = 1_000;

export const benchmark: Benchmark = {
  what: 'symbolication of a profile with 100,000 nodes, the large module (66 MB of DWARF)',
  peer: 'none does',
  goal: '≤ 1 s',
  async measure({ rounds, largeUnits }) {
    const large = largeUnits === 0 ? null : await largeModule(largeUnits);
    if (!large) return notMeasured(largeUnits === 0 ? 'left out by --large 0' : 'clang-19 and wasm-ld-19 are needed to make the module');
    const script = bundleScript('profile-script');
    const times = Array.from({ length: rounds }, () => inFreshProcess<SymbolicationTimes>(script, [large.path, String(NODES)]));
    const { functions, withSource } = times[0]!;
    const elapsed = times.map(({ elapsedMs }) => elapsedMs);
    return { ours: `${durationText(elapsed)} for ${functions} functions, ${withSource} with a source`, reached: median(elapsed) <= GOAL_MS };
  },
};
