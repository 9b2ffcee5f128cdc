import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleOffset, type ModuleOffset } from '../../src/base/offsets';
import type { WasmFunction, WasmModule } from '../../src/wasm/module';

/** Of one function: how many samples of the processor's program counter each instruction got, by its offset in the module. */
export interface FunctionSamples {
  readonly fn: WasmFunction;
  readonly samples: ReadonlyMap<ModuleOffset, number>;
}

/** Between two samples. V8's own default is a millisecond. */
const INTERVAL_US = 250;

const FLAGS = ['--no-liftoff', '--no-wasm-tier-up', '--no-wasm-lazy-compilation', '--trace-turbo', '--prof', `--prof-sampling-interval=${INTERVAL_US}`];

/** Calls `run` again and again, for as long as the processor has worked on it for so many milliseconds. */
const PROGRAM = `
  const [, path, cpuMs] = process.argv;
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(require('node:fs').readFileSync(path))).exports;
  for (const start = process.cpuUsage().user; process.cpuUsage().user - start < cpuMs * 1000; ) run(20);
`;

/**
 * Where a program without counters spends its time, instruction by instruction, from V8 itself: its log tells where the processor
 * stood, its compiler which instruction of the module each piece of machine code was made for (the flags `--prof` and
 * `--trace-turbo`, read as Node 20 writes them). Nothing of it is ours.
 */
export function functionSamples(module: WasmModule, path: string, cpuMs: number): FunctionSamples[] {
  const folder = mkdtempSync(join(tmpdir(), 'wasmscope-truth-'));
  try {
    execFileSync(process.execPath, [...FLAGS, `--trace-turbo-path=${folder}`, '-e', PROGRAM, path, String(cpuMs)], { cwd: folder, stdio: 'ignore' });
    const files = readdirSync(folder);
    const log = readFileSync(join(folder, files.find((name) => name.endsWith('-v8.log'))!), 'latin1').split('\n');
    const compiled = new Map(files.filter((name) => /^turbo-.*-\d+\.json$/.test(name)).map((name) => readCompilation(join(folder, name))).map((each) => [each.function, each]));
    return [...module.functions].flatMap((fn) => {
      const name = module.names.functions.get(fn.index) ?? `wasm-function[${fn.index}]`;
      const compilation = compiled.get(name);
      const samples = compilation && samplesOf(log, name, compilation, fn.bodyStart);
      return samples ? [{ fn, samples }] : [];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface CompilerNode {
  readonly id: number;
  readonly origin?: { readonly nodeId?: number; readonly bytecodePosition?: number };
}

/** What `--trace-turbo` writes, as far as it is wanted here. */
interface Compilation {
  readonly function: string;
  readonly phases: readonly {
    readonly type: string;
    readonly data?: { readonly nodes: readonly CompilerNode[] } | string;
    readonly nodeIdToInstructionRange?: Readonly<Record<string, readonly [number, number]>>;
    readonly instructionOffsetToPCOffset?: Readonly<Record<string, { readonly gap: number }>>;
  }[];
}

function readCompilation(path: string): Compilation {
  return JSON.parse(readFileSync(path, 'utf8')) as Compilation;
}

interface Position {
  readonly pc: number;
  /** Counted from the start of the function's body. */
  readonly offset: number;
}

/** Which instruction of the module the machine code from each place on was made for, in order. */
function positionsOf({ phases }: Compilation): Position[] {
  const origins = new Map<number, NonNullable<CompilerNode['origin']>>();
  for (const { type, data } of phases) {
    if (type !== 'graph' || typeof data !== 'object') continue;
    for (const { id, origin } of data.nodes) if (origin && origins.get(id)?.bytecodePosition === undefined) origins.set(id, origin);
  }
  const offsetOf = (id: number, depth = 0): number | undefined => {
    const origin = origins.get(id);
    if (!origin || depth > 20) return undefined;
    return origin.bytecodePosition ?? offsetOf(origin.nodeId!, depth + 1);
  };
  const places = phases.find((phase) => phase.instructionOffsetToPCOffset)!.instructionOffsetToPCOffset!;
  const positions: Position[] = [];
  for (const [id, [from, to]] of Object.entries(phases.find((phase) => phase.nodeIdToInstructionRange)!.nodeIdToInstructionRange!)) {
    const offset = offsetOf(Number(id));
    if (offset === undefined) continue;
    for (let at = from; at < to; at++) if (places[at]) positions.push({ pc: places[at]!.gap, offset });
  }
  return positions.sort((a, b) => a.pc - b.pc);
}

/** `code-creation,type,kind,time,START,SIZE,NAME,…` and `tick,PC,…`. */
function samplesOf(log: readonly string[], name: string, { phases }: Compilation, bodyStart: ModuleOffset): Map<ModuleOffset, number> | undefined {
  const created = log.find((line) => line.startsWith('code-creation,') && line.split(',')[6] === name)?.split(',');
  if (!created) return undefined;
  const [start, size] = [Number(created[4]), Number(created[5])];
  const positions = positionsOf({ function: name, phases });
  const held = finishedBefore(phases.find(({ type }) => type === 'disassembly')!.data as string);
  const samples = new Map<ModuleOffset, number>();
  for (const line of log) {
    if (!line.startsWith('tick,')) continue;
    const pc = Number(line.slice(5, line.indexOf(',', 5))) - start;
    if (!(pc >= 0 && pc < size)) continue;
    const at = held.get(pc) ?? pc;
    const position = positions.findLast((each) => each.pc <= at) ?? positions[0];
    if (!position) continue;
    const offset = moduleOffset(bodyStart + position.offset);
    samples.set(offset, (samples.get(offset) ?? 0) + 1);
  }
  return samples;
}

/**
 * A processor takes an interrupt when it has finished what it waited for, so that it stands at the instruction behind. Gives the
 * one before each, where there is but one: what jumps come to has several.
 */
function finishedBefore(disassembly: string): Map<number, number> {
  const before = new Map<number, number[]>();
  let last: number | undefined;
  for (const line of disassembly.split('\n')) {
    const [, pc, text] = /^0x[0-9a-f]+ +([0-9a-f]+) {2}[0-9a-f]+ +(.*)$/.exec(line) ?? [];
    if (pc === undefined) continue;
    const at = parseInt(pc, 16);
    if (last !== undefined) before.set(at, [...(before.get(at) ?? []), last]);
    const target = /^j\w+ .*<\+0x([0-9a-f]+)>/.exec(text!)?.[1];
    if (target !== undefined) before.set(parseInt(target, 16), [...(before.get(parseInt(target, 16)) ?? []), at]);
    last = /^(jmp|ret)/.test(text!) ? undefined : at;
  }
  return new Map([...before].flatMap(([at, all]) => (all.length === 1 ? [[at, all[0]!]] : [])));
}
