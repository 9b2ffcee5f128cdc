import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { FunctionSymbol } from '../symbols/module-symbols';
import type { ModuleHash } from '../trace/event';
import type { CallFrame, CpuProfile, CpuProfileNode } from './cpu-profile';
import type { LineShare } from './line-shares';
import { isGlue, isWasmFrame, matchModules, type MatchedModule, type ModuleCandidate } from './match-modules';
import type { FrameClass, Profile, ProfileFrame, ProfileNode, ProfileSample } from './profile';
import { UNKNOWN_OFFSET, wasmFunctions } from './wasm-functions';

export interface SymbolicateOptions {
  readonly candidates: readonly ModuleCandidate[];
  /** From the file name that the compiler wrote to a file here. */
  sourcePath?(file: string, module: ModuleHash): string;
  /** How the own time of the function at `offset` spreads over lines, where its blocks were counted. */
  linesOf?(module: ModuleHash, offset: ModuleOffset): readonly LineShare[] | undefined;
}

/** What V8 recorded of one thread, in one slice or in several one after another. Script ids differ between threads. */
export interface ThreadRecording {
  readonly name: string;
  readonly slices: readonly CpuProfile[];
}

/**
 * Turns V8's recording into a profile with source frames. Frames of a module that is not known keep their Wasm names.
 * Several threads stand side by side below the root and, since their times overlap, one after another in time.
 */
export function symbolicateProfile(threads: readonly ThreadRecording[], options: SymbolicateOptions = { candidates: [] }): Profile {
  const matched = matchModules(threads.flatMap(({ slices }) => slices), options.candidates);
  const builder = new ProfileBuilder((callFrame) => frameOf(callFrame, matched, options));
  for (const { name, slices } of threads) {
    builder.beginThread(threads.length > 1 ? name : null);
    for (const slice of slices) builder.add(slice);
  }
  const vitals = threads.flatMap(({ slices }) => slices.flatMap(({ $wasmscope }) => $wasmscope?.vitals ?? []));
  return { ...builder.finish([...matched.values()].map(({ report }) => report)), ...(vitals.length > 0 ? { vitals } : {}) };
}

class ProfileBuilder {
  private readonly frames: ProfileFrame[] = [];
  /** By script, then by place: a recording asks for each of its nodes. */
  private readonly frameIndexes = new Map<string, Map<number, { readonly callFrame: CallFrame; readonly index: number }[]>>();
  private readonly nodes: { frame: number; parent: number; lineTicks: Map<number, number> }[] = [];
  private readonly nodeIndexes = new Map<number, number>();
  private readonly samples: ProfileSample[] = [];
  /** Microseconds: of the thread at hand its first moment on V8's clock, and where it begins in the profile. */
  private startTime: number | undefined;
  private base = 0;
  private threadTime = 0;
  private longestThread = 0;
  private top = 0;

  constructor(private readonly frameOf: (callFrame: CallFrame) => ProfileFrame) {
    this.node(-1, madeUpFrame('(root)'));
  }

  /** A name where there are several threads, each then with a node of its own. */
  beginThread(name: string | null): void {
    this.base += this.threadTime;
    this.threadTime = 0;
    this.startTime = undefined;
    this.top = name === null ? 0 : this.node(0, madeUpFrame(`(thread ${name})`));
  }

  add(slice: CpuProfile): void {
    this.startTime ??= slice.startTime;
    this.threadTime = Math.max(this.threadTime, slice.endTime - this.startTime);
    this.longestThread = Math.max(this.longestThread, this.threadTime);
    const origin = this.startTime - this.base;
    const indexes = this.addTree(slice.nodes);
    const { samples = [], timeDeltas = [] } = slice;
    // V8 now and then writes a sample out of order: time never runs backwards here.
    let at = slice.startTime;
    const starts = samples.map((_, index) => (at = Math.max(at, at + (timeDeltas[index] ?? 0))));
    for (const [index, id] of samples.entries()) {
      const start = starts[index]!;
      const durationMs = Math.max(0, (starts[index + 1] ?? slice.endTime) - start) / 1000;
      this.samples.push({ node: indexes.get(id) ?? this.top, startMs: (start - origin) / 1000, durationMs });
    }
  }

  finish(modules: Profile['modules']): Profile {
    const nodes: readonly ProfileNode[] = this.nodes;
    return { durationMs: this.longestThread / 1000, frames: this.frames, nodes, samples: this.samples, modules };
  }

  /** Depth first from the roots, so that parents come first whatever the order of the file; cycles are left out. */
  private addTree(nodes: readonly CpuProfileNode[]): Map<number, number> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const children = childrenById(nodes);
    const below = new Set([...children.values()].flat());
    const indexes = new Map<number, number>();
    const open = nodes.filter((node) => !below.has(node.id)).map((node) => ({ id: node.id, parent: -1 }));
    for (let next = open.pop(); next; next = open.pop()) {
      const node = byId.get(next.id);
      if (!node || indexes.has(next.id)) continue;
      const index = node.callFrame.functionName === '(root)' ? this.top : this.node(next.parent < 0 ? this.top : next.parent, node.callFrame);
      indexes.set(next.id, index);
      const ticks = isWasmFrame(node.callFrame) ? [] : (node.positionTicks ?? []);
      for (const { line, ticks: count } of ticks) this.countLine(index, line, count);
      for (const child of children.get(next.id) ?? []) open.push({ id: child, parent: index });
    }
    return indexes;
  }

  private countLine(node: number, line: number, count: number): void {
    const { lineTicks } = this.nodes[node]!;
    lineTicks.set(line, (lineTicks.get(line) ?? 0) + count);
  }

  /** The node of that frame below that parent: slices share their nodes. */
  private node(parent: number, callFrame: CallFrame): number {
    const frame = this.frame(callFrame);
    const key = (parent + 1) * MOST_FRAMES + frame;
    const known = this.nodeIndexes.get(key);
    if (known !== undefined) return known;
    this.nodeIndexes.set(key, this.nodes.length);
    return this.nodes.push({ frame, parent, lineTicks: new Map() }) - 1;
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

function childrenById(nodes: readonly CpuProfileNode[]): Map<number, number[]> {
  const children = new Map(nodes.map((node) => [node.id, [...(node.children ?? [])]]));
  for (const node of nodes) if (node.parent !== undefined) children.get(node.parent)?.push(node.id);
  return children;
}

function frameOf(callFrame: CallFrame, matched: ReadonlyMap<string, MatchedModule>, options: SymbolicateOptions): ProfileFrame {
  if (isWasmFrame(callFrame)) return wasmFrame(callFrame, matched.get(callFrame.scriptId), options);
  const { functionName, url, lineNumber, columnNumber, lines } = callFrame;
  return {
    class: classOf(functionName, url),
    function: functionName || '(anonymous)',
    linkageName: null,
    file: url === '' ? null : pathOf(url),
    line: Math.max(0, lineNumber + 1),
    column: Math.max(0, columnNumber + 1),
    module: null,
    offset: null,
    ...(lines ? { lines } : {}),
  };
}

/** Frames that V8 and we make up have no place; as V8 writes them. */
const madeUpFrame = (functionName: string): CallFrame => ({ functionName, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 });

const SPECIAL = new Map<string, FrameClass>([['(root)', 'program'], ['(program)', 'program'], ['(idle)', 'idle'], ['(garbage collector)', 'gc'], ['Garbage Collection', 'gc']]);

/** A profile that was symbolicated before has source files of its Wasm functions, and no more. */
const COMPILED = /\.(?:rs|c|cc|cpp|cxx|h|hpp|zig|wat|go|swift|nim)$/;

function classOf(functionName: string, url: string): FrameClass {
  if (isGlue(functionName)) return 'glue';
  if (COMPILED.test(url)) return 'wasm';
  return SPECIAL.get(functionName) ?? (functionName.startsWith('(thread ') ? 'program' : 'js');
}

function wasmFrame(callFrame: CallFrame, matched: MatchedModule | undefined, options: SymbolicateOptions): ProfileFrame {
  const { functionName, columnNumber } = callFrame;
  const known = agreedFunction(matched?.candidates ?? [], callFrame);
  const module = matched?.report.module ?? null;
  const shown = (file: string): string => (module !== null && options.sourcePath ? options.sourcePath(file, module) : file);
  const file = known?.file ?? null;
  const lines = module === null || columnNumber === UNKNOWN_OFFSET ? undefined : options.linesOf?.(module, moduleOffset(columnNumber));
  return {
    class: 'wasm',
    function: known?.name ?? (functionName || '(wasm)'),
    linkageName: known?.linkageName ?? null,
    file: file === null ? null : shown(file),
    line: file === null ? 0 : known!.line,
    column: 0,
    module,
    offset: columnNumber === UNKNOWN_OFFSET ? null : columnNumber,
    ...(lines && lines.length > 0 ? { lines: lines.map((share) => ({ ...share, file: shown(share.file) })) } : {}),
  };
}

/** Where several files fit, only what they all say. */
function agreedFunction(candidates: readonly ModuleCandidate[], callFrame: CallFrame): FunctionSymbol | undefined {
  const [first, ...rest] = candidates.map(({ symbols }) => symbols.functionAt(startOf(symbols, callFrame)));
  return first && rest.every((other) => other?.name === first.name && other.file === first.file && other.line === first.line) ? first : undefined;
}

function startOf({ module }: ModuleCandidate['symbols'], callFrame: CallFrame): ModuleOffset {
  if (callFrame.columnNumber !== UNKNOWN_OFFSET) return moduleOffset(callFrame.columnNumber);
  return wasmFunctions(module).of(callFrame)?.bodyStart ?? moduleOffset(0);
}

/** `file:///a%20b.mjs` is /a b.mjs; other URLs stay. Written out, because Node's own function reads paths by this machine's rules. */
function pathOf(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    return decodeURIComponent(url.slice('file://'.length)).replace(/^\/([A-Za-z]:)/, '$1');
  } catch {
    return url;
  }
}
