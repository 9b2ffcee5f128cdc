import type { Benchmark } from './benchmark';
import { bundleScript, inFreshProcess } from './fresh-process';
import type { EngineTimes } from './engine-script';
import { peerTimes } from './peer-engine';
import { fixturePath, lineOf } from './places';
import { durationText, median, milliseconds } from './statistics';

const RECORDED_MS = 289;
const WARM_ROUNDS = 30;

export const benchmark: Benchmark = {
  what: "bytes of a module in hand → first breakpoint resolved, small module (each in a fresh process)",
  peer: 'LLDB in Wasm 289 ms',
  goal: '≤ 1/10',
  measure({ rounds, withPeer }) {
    const script = bundleScript('engine-script');
    const args = [fixturePath('shapes-o0-dwarf4.wasm'), 'shapes.c', String(lineOf('shapes.c', 'shape->depth = -3'))] as const;
    const fresh = Array.from({ length: rounds }, () => inFreshProcess<EngineTimes>(script, [...args, '1']).breakpointMs[0]!);
    const warm = inFreshProcess<EngineTimes>(script, [...args, String(WARM_ROUNDS)]).breakpointMs.slice(1);
    const peer = withPeer ? Array.from({ length: rounds }, () => peerTimes(args[0], args[1], Number(args[2]), 1).breakpointMs[0]!) : null;
    const ours = `${durationText(fresh)}; warm ${milliseconds(median(warm))}`;
    return Promise.resolve({ ours, ...(peer && { peerHere: durationText(peer) }), reached: median(fresh) <= (peer ? median(peer) : RECORDED_MS) / 10 });
  },
};
