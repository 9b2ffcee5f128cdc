import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';

const NODES = 360_000;
const SAMPLES = 1_000_000;
const FUNCTIONS = 5_000;
const DEEPEST = 40;

/** A `.cpuprofile` of some 100 MB as V8 writes it: a million samples over 360,000 stacks. Kept in the cache. */
export function largeProfile(): string {
  const path = join(cacheFolder('bench', 'large-profile'), `${NODES}-${SAMPLES}.cpuprofile`);
  if (existsSync(path)) return path;
  const random = numbers(7);
  const depth = [0];
  const children: number[][] = [[]];
  for (let node = 1; node < NODES; node++) {
    let parent = Math.max(0, node - 1 - random(8));
    while (depth[parent]! >= DEEPEST) parent = random(node);
    depth.push(depth[parent]! + 1);
    children.push([]);
    children[parent]!.push(node + 1);
  }
  const nodes = children.map((below, node) => {
    const name = node === 0 ? '(root)' : `handleRequest${random(FUNCTIONS)}`;
    return { id: node + 1, callFrame: { functionName: name, scriptId: '42', url: node === 0 ? '' : `file:///srv/service/src/module-${name.length % 9}.mjs`, lineNumber: name.length * 3, columnNumber: 12 }, hitCount: 3, children: below, positionTicks: [{ line: name.length * 3 + 2, ticks: 3 }] };
  });
  const samples = Array.from({ length: SAMPLES }, () => 2 + random(NODES - 1));
  writeFileSync(path, JSON.stringify({ nodes, startTime: 0, endTime: SAMPLES * 1_000, samples, timeDeltas: samples.map(() => 1_000) }));
  return path;
}

/** The same numbers every time, below the bound that is asked for. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
