import type { CallFrame } from './call-frame';
import type { CpuProfile, CpuProfileNode } from './cpu-profile';
import { LineTickRows } from './line-tick-rows';
import { MaskedFunctions } from './masked-functions';
import { isWasmFrame } from './match-modules';
import type { Profile, ProfileFrame, ProfileNodes, ProfileSamples } from './profile';
import { threadNodeName, threadsOf } from './profile-threads';
import { walkTree } from './walk-tree';

/** Puts V8's recordings of several threads, in slices, together as one tree and one list of samples. */
export class ProfileBuilder {
  private readonly frames: ProfileFrame[] = [];
  private readonly frameIndexes = new Map<string, number>();
  /** Of frames that were seen before as they are: our reader gives equal ones as one object. */
  private readonly seenFrames = new Map<CallFrame, number>();
  private readonly nodeFrames: number[] = [];
  private readonly nodeParents: number[] = [];
  private readonly lineTicks = new LineTickRows();
  private readonly masked = new MaskedFunctions();
  private readonly nodeIndexes = new Map<number, number>();
  private readonly sampleNodes: number[] = [];
  private readonly sampleStartsMs: number[] = [];
  private readonly sampleDurationsMs: number[] = [];
  /** Of threads by name, microseconds on V8's clock. */
  private readonly startTimes = new Map<string, number>();
  private endTime = -Infinity;
  /** Microseconds: of the thread at hand its first moment on V8's clock, and where it begins in the profile. */
  private startTime: number | undefined;
  private base = 0;
  private threadTime = 0;
  private threadName = '';
  private top = 0;
  private unit: Profile['unit'] = 'milliseconds';

  constructor(private readonly frameOf: (callFrame: CallFrame) => ProfileFrame) {
    this.node(-1, madeUpFrame('(root)'));
  }

  /** Where there are several threads, each has a node of its own. */
  beginThread(name: string, isOneOfSeveral: boolean): void {
    this.base += this.threadTime;
    this.threadTime = 0;
    this.startTime = undefined;
    this.threadName = name;
    this.top = isOneOfSeveral ? this.node(0, madeUpFrame(threadNodeName(name))) : 0;
  }

  add(slice: CpuProfile): void {
    if (this.startTime === undefined) this.startTimes.set(this.threadName, slice.startTime);
    this.startTime ??= slice.startTime;
    this.endTime = Math.max(this.endTime, slice.endTime);
    this.threadTime = Math.max(this.threadTime, slice.endTime - this.startTime);
    this.unit = slice.unit ?? this.unit;
    const indexOf = this.addTree(slice.nodes);
    const { samples = [], timeDeltas = [] } = slice;
    const gaps = new Map(slice.$wasmscope?.gaps);
    const origin = this.startTime - this.base;
    // V8 now and then writes a sample out of order: time never runs backwards here.
    let start = slice.startTime + Math.max(0, timeDeltas[0] ?? 0);
    for (let index = 0; index < samples.length; index++) {
      const end = index + 1 < samples.length ? start + Math.max(0, timeDeltas[index + 1] ?? 0) : slice.endTime;
      this.sampleNodes.push(indexOf(samples[index]!));
      this.sampleStartsMs.push((start - origin) / 1000);
      this.sampleDurationsMs.push(Math.max(0, end - start - (gaps.get(index) ?? 0)) / 1000);
      start = end;
    }
  }

  /** `recordedFromMs` of threads by name, where a file tells it of several that it holds as one. */
  finish(modules: Profile['modules'], recordedFromMs: ReadonlyMap<string, number>): Profile {
    const { unit, frames } = this;
    const nodes: ProfileNodes = { length: this.nodeFrames.length, frame: new Int32Array(this.nodeFrames), parent: new Int32Array(this.nodeParents), lineTicks: this.lineTicks.finish() };
    const samples: ProfileSamples = { length: this.sampleNodes.length, node: new Int32Array(this.sampleNodes), startMs: new Float64Array(this.sampleStartsMs), durationMs: new Float64Array(this.sampleDurationsMs) };
    const startTime = Math.min(this.endTime, ...this.startTimes.values());
    const known = new Map([...recordedFromMs, ...[...this.startTimes].map(([name, at]) => [name, (at - startTime) / 1000] as const)]);
    // Threads share their time, and not what they allocate.
    const duration = unit === 'bytes' ? this.base + this.threadTime : this.startTimes.size > 0 ? this.endTime - startTime : 0;
    const threads = threadsOf({ frames, nodes, samples }, this.threadName, known);
    // A file that holds several threads as one has them one after another.
    const toldMs = threads.length > 1 && this.startTimes.size === 1 && unit !== 'bytes' ? Math.max(...threads.map(({ startMs, endMs, recordedFromMs: fromMs }) => fromMs + endMs - startMs)) : null;
    return { unit, durationMs: toldMs ?? duration / 1000, frames, nodes, samples, modules, threads };
  }

  /** Depth first from the roots, so that parents come first whatever the order of the file. Gives indexes by the file's ids. */
  private addTree(nodes: readonly CpuProfileNode[]): (id: number) => number {
    const positionOf = positionsById(nodes);
    const parents = parentsOf(nodes, positionOf);
    // What hangs on no root is nowhere; its samples are the thread's.
    const indexes = new Int32Array(nodes.length).fill(this.top);
    this.masked.learn(nodes);
    walkTree(parents, (position) => {
      const { callFrame, positionTicks = [] } = nodes[position]!;
      const parent = nodes[parents[position]!];
      const above = parent ? indexes[parents[position]!]! : this.top;
      const isSame = callFrame.functionName === '(root)' || (parent !== undefined && this.masked.isMaskOf(parent.callFrame, callFrame));
      const index = isSame ? above : this.node(above, this.masked.behind(callFrame) ?? callFrame);
      indexes[position] = index;
      if (positionTicks.length > 0 && !isWasmFrame(callFrame)) for (const { line, ticks } of positionTicks) this.lineTicks.add(index, line, ticks);
    });
    return (id) => indexes[positionOf(id)] ?? this.top;
  }

  /** The node of that frame below that parent: slices share their nodes. */
  private node(parent: number, callFrame: CallFrame): number {
    const frame = this.frame(callFrame);
    const key = (parent + 1) * MOST_FRAMES + frame;
    const known = this.nodeIndexes.get(key);
    if (known !== undefined) return known;
    this.nodeIndexes.set(key, this.nodeFrames.length);
    this.nodeParents.push(parent);
    return this.nodeFrames.push(frame) - 1;
  }

  private frame(callFrame: CallFrame): number {
    const seen = this.seenFrames.get(callFrame);
    if (seen !== undefined) return seen;
    const index = this.equalFrame(callFrame);
    this.seenFrames.set(callFrame, index);
    return index;
  }

  private equalFrame(callFrame: CallFrame): number {
    const { functionName, scriptId, url, lineNumber, columnNumber } = callFrame;
    const key = `${scriptId} ${lineNumber} ${columnNumber} ${functionName}\n${url}`;
    const index = this.frameIndexes.get(key) ?? this.frames.push(this.frameOf(callFrame)) - 1;
    this.frameIndexes.set(key, index);
    return index;
  }
}

/** Two numbers as one, within what a double holds exactly: a profile of a gigabyte has fewer frames. */
const MOST_FRAMES = 2 ** 26;

/** Where a node with an id stands in the list, the first of them; -1 for an id that no node has. */
function positionsById(nodes: readonly CpuProfileNode[]): (id: number) => number {
  // V8 counts from 1: a list is quicker than a map.
  const counted = new Int32Array(2 * nodes.length + 2).fill(-1);
  const others = new Map<number, number>();
  for (const [position, { id }] of nodes.entries()) {
    if (counted[id] === -1) counted[id] = position;
    else if (counted[id] === undefined && !others.has(id)) others.set(id, position);
  }
  return (id) => counted[id] ?? others.get(id) ?? -1;
}

/** By position in the list; -1 where a node is nobody's child, or an id stands for another node. */
function parentsOf(nodes: readonly CpuProfileNode[], positionOf: (id: number) => number): Int32Array {
  const parents = new Int32Array(nodes.length).fill(-1);
  for (const [position, { children = [], parent }] of nodes.entries()) {
    for (const child of children) {
      const below = positionOf(child);
      if (below >= 0 && parents[below]! < 0) parents[below] = position;
    }
    if (parent !== undefined && parents[position]! < 0) parents[position] = positionOf(parent);
  }
  return parents;
}

/** Frames that V8 and we make up have no place; as V8 writes them. */
const madeUpFrame = (functionName: string): CallFrame => ({ functionName, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 });
