import type { CallFrame, CpuProfile, CpuProfileNode } from './cpu-profile';
import { isWasmFrame } from './match-modules';
import type { Profile, ProfileFrame, ProfileSample } from './profile';
import { threadNodeName, threadsOf } from './profile-threads';
import { walkTree } from './walk-tree';

/** Puts V8's recordings of several threads, in slices, together as one tree and one list of samples. */
export class ProfileBuilder {
  private readonly frames: ProfileFrame[] = [];
  /** By script, then by place: a recording asks for each of its nodes. */
  private readonly frameIndexes = new Map<string, Map<number, { readonly callFrame: CallFrame; readonly index: number }[]>>();
  private readonly nodes: { frame: number; parent: number; lineTicks: Map<number, number> }[] = [];
  private readonly nodeIndexes = new Map<number, number>();
  private readonly samples: ProfileSample[] = [];
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
    const origin = this.startTime - this.base;
    const indexes = this.addTree(slice.nodes);
    const { samples = [], timeDeltas = [] } = slice;
    // V8 now and then writes a sample out of order: time never runs backwards here.
    let at = slice.startTime;
    const starts = samples.map((_, index) => (at = Math.max(at, at + (timeDeltas[index] ?? 0))));
    const gaps = new Map(slice.$wasmscope?.gaps);
    for (const [index, id] of samples.entries()) {
      const start = starts[index]!;
      const durationMs = Math.max(0, (starts[index + 1] ?? slice.endTime) - start - (gaps.get(index) ?? 0)) / 1000;
      this.samples.push({ node: indexes.get(id) ?? this.top, startMs: (start - origin) / 1000, durationMs });
    }
  }

  /** `recordedFromMs` of threads by name, where a file tells it of several that it holds as one. */
  finish(modules: Profile['modules'], recordedFromMs: ReadonlyMap<string, number>): Profile {
    const { unit, frames, nodes, samples } = this;
    const startTime = Math.min(this.endTime, ...this.startTimes.values());
    const known = new Map([...recordedFromMs, ...[...this.startTimes].map(([name, at]) => [name, (at - startTime) / 1000] as const)]);
    // Threads share their time, and not what they allocate.
    const duration = unit === 'bytes' ? this.base + this.threadTime : this.startTimes.size > 0 ? this.endTime - startTime : 0;
    const threads = threadsOf({ frames, nodes, samples }, this.threadName, known);
    // A file that holds several threads as one has them one after another.
    const toldMs = recordedFromMs.size > 1 && unit !== 'bytes' ? Math.max(...threads.map(({ startMs, endMs, recordedFromMs: fromMs }) => fromMs + endMs - startMs)) : null;
    return { unit, durationMs: toldMs ?? duration / 1000, frames, nodes, samples, modules, threads };
  }

  /** Depth first from the roots, so that parents come first whatever the order of the file. Gives indexes by the file's ids. */
  private addTree(nodes: readonly CpuProfileNode[]): ReadonlyMap<number, number> {
    const parents = parentsOf(nodes);
    const indexes = new Int32Array(nodes.length);
    const indexOfId = new Map<number, number>();
    walkTree(parents, (position) => {
      const { id, callFrame, positionTicks = [] } = nodes[position]!;
      const above = parents[position]! < 0 ? this.top : indexes[parents[position]!]!;
      const index = callFrame.functionName === '(root)' ? this.top : this.node(above, callFrame);
      indexes[position] = index;
      indexOfId.set(id, index);
      if (positionTicks.length > 0 && !isWasmFrame(callFrame)) for (const { line, ticks } of positionTicks) this.countLine(index, line, ticks);
    });
    return indexOfId;
  }

  private countLine(node: number, line: number, count: number): void {
    const counted = this.nodes[node]!;
    if (counted.lineTicks === NO_TICKS) counted.lineTicks = new Map();
    counted.lineTicks.set(line, (counted.lineTicks.get(line) ?? 0) + count);
  }

  /** The node of that frame below that parent: slices share their nodes. */
  private node(parent: number, callFrame: CallFrame): number {
    const frame = this.frame(callFrame);
    const key = (parent + 1) * MOST_FRAMES + frame;
    const known = this.nodeIndexes.get(key);
    if (known !== undefined) return known;
    this.nodeIndexes.set(key, this.nodes.length);
    return this.nodes.push({ frame, parent, lineTicks: NO_TICKS }) - 1;
  }

  private frame(callFrame: CallFrame): number {
    const { functionName, scriptId, url, lineNumber, columnNumber } = callFrame;
    const ofScript = this.frameIndexes.get(scriptId) ?? new Map<number, { readonly callFrame: CallFrame; readonly index: number }[]>();
    this.frameIndexes.set(scriptId, ofScript);
    const place = lineNumber * MOST_COLUMNS + columnNumber;
    const there = ofScript.get(place) ?? [];
    const known = there.find(({ callFrame: each }) => each.functionName === functionName && each.url === url && each.lineNumber === lineNumber && each.columnNumber === columnNumber);
    if (known) return known.index;
    const index = this.frames.push(this.frameOf(callFrame)) - 1;
    ofScript.set(place, [...there, { callFrame, index }]);
    return index;
  }
}

/** Two numbers as one, within what a double holds exactly: a profile of a gigabyte has fewer frames, a script fewer columns. */
const MOST_FRAMES = 2 ** 26;
const MOST_COLUMNS = 2 ** 32;

/** Most nodes have none. */
const NO_TICKS = new Map<number, number>();

/** By position in the list; -1 where a node is nobody's child, or an id stands for another node. */
function parentsOf(nodes: readonly CpuProfileNode[]): Int32Array {
  const positions = new Map<number, number>();
  for (const [position, { id }] of nodes.entries()) if (!positions.has(id)) positions.set(id, position);
  const parents = new Int32Array(nodes.length).fill(-1);
  for (const [position, { children = [], parent }] of nodes.entries()) {
    for (const child of children) {
      const below = positions.get(child);
      if (below !== undefined && parents[below]! < 0) parents[below] = position;
    }
    if (parent !== undefined && parents[position]! < 0) parents[position] = positions.get(parent) ?? -1;
  }
  return parents;
}

/** Frames that V8 and we make up have no place; as V8 writes them. */
const madeUpFrame = (functionName: string): CallFrame => ({ functionName, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 });
