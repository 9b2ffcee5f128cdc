/**
 * Runs in a process of its own: `profile-script MODULE NODES`. Times the symbolication of a recording with so many nodes,
 * the module's bytes and the recording in hand, as JSON.
 */
import { readFileSync } from 'node:fs';
import type { CpuProfile, CpuProfileNode } from '../../src/profile/cpu-profile';
import { symbolicateProfile } from '../../src/profile/symbolicate-profile';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';

export interface SymbolicationTimes {
  readonly elapsedMs: number;
  readonly nodes: number;
  readonly functions: number;
  /** Of the functions, those that got a file and line. */
  readonly withSource: number;
}

/** Of a program with 150,000 functions so many are ever seen on a stack. */
const FUNCTIONS = 10_000;

/** Stacks of some twenty calls over functions all over the module, as a large program's recording has them. */
function recordingOf(bytes: Uint8Array, count: number): CpuProfile {
  const module = readModule(bytes);
  const nodes: CpuProfileNode[] = [];
  const children: number[][] = [];
  for (let index = 0; index < count; index++) {
    const fn = module.functions.at((((index * 104_729 + (index >> 4) * 1_299_709) % FUNCTIONS) * 7919) % module.functions.length)!;
    children.push([]);
    const isTop = index % 20 === 0;
    if (index > 0) children[isTop ? 0 : index - 1]!.push(index + 1);
    const callFrame = index === 0
      ? { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }
      : { functionName: module.functionName(fn.index) ?? `wasm-function[${fn.index}]`, scriptId: '7', url: 'wasm://wasm/large-1', lineNumber: 0, columnNumber: fn.bodyStart };
    nodes.push({ id: index + 1, callFrame, children: children[index]! });
  }
  const samples = nodes.map(({ id }) => id);
  return { nodes, samples, timeDeltas: samples.map(() => 1_000), startTime: 0, endTime: samples.length * 1_000 };
}

async function main(): Promise<void> {
  const [path, count] = process.argv.slice(2) as [string, string];
  const { buffer, byteOffset, length } = readFileSync(path);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  const recording = recordingOf(bytes, Number(count));
  const startedAt = performance.now();
  const symbols = await openSymbols(readModule(bytes));
  const { frames, nodes } = symbolicateProfile([{ name: 'main', slices: [recording] }], { candidates: [{ hash: 'large', symbols, file: path, scriptIds: ['7'] }] });
  const elapsedMs = performance.now() - startedAt;
  const functions = frames.filter((frame) => frame.class === 'wasm');
  const times: SymbolicationTimes = { elapsedMs, nodes: nodes.length, functions: functions.length, withSource: functions.filter(({ file, line }) => file !== null && line > 0).length };
  console.log(JSON.stringify(times));
}

void main();
