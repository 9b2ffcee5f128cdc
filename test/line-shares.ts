import { readdirSync } from 'node:fs';
import type { ModuleOffset } from '../src/base/offsets';
import type { ModuleSymbols } from '../src/symbols/module-symbols';
import { openSymbols } from '../src/symbols/open-symbols';
import { CountedModules } from '../src/toolkit/counted-modules';
import { moduleHash } from '../src/toolkit/module-candidates';
import type { WasmFunction } from '../src/wasm/module';
import { readModule } from '../src/wasm/read-module';
import { countBlocks, readCounts } from '../src/wasm/rewrite/block-counters';
import { fixture, fixturePath } from './fixture-modules';

/** `FILE:LINE` to its part of a function's own time, from 0 to 1. */
export type Shares = Readonly<Record<string, number>>;

/** By module and function, as measured on a program without counters (test/bench/line-truth.ts). */
export type LineTruth = Readonly<Record<string, Readonly<Record<string, Shares>>>>;

export const truthPath = fixturePath('lines/truth.json');

export const programNames = (): string[] => readdirSync(fixturePath('lines')).filter((name) => name.endsWith('.wasm')).map((name) => name.slice(0, -'.wasm'.length));

/** A fixture in `lines/`, and what is estimated of it. */
export class LineProgram {
  private constructor(
    readonly bytes: Uint8Array,
    readonly symbols: ModuleSymbols,
    private readonly counted: CountedModules,
  ) {}

  static async open(name: string): Promise<LineProgram> {
    const bytes = fixture(`lines/${name}.wasm`);
    const module = readModule(bytes);
    const counting = countBlocks(module);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(counting.bytes));
    (exports['run'] as (rounds: number) => number)(3);
    return new LineProgram(bytes, await openSymbols(module), new CountedModules([{ bytes, values: readCounts(exports, counting.counters) }]));
  }

  /** As its author wrote it. */
  nameOf(fn: WasmFunction): string {
    return this.symbols.functionAt(fn.bodyStart)?.name ?? `function ${fn.index}`;
  }

  lineAt(offset: ModuleOffset): string {
    const [frame] = this.symbols.framesAt(offset);
    return lineName(frame?.file ?? '?', frame ? frame.line || (frame.nearLine ?? 0) : 0);
  }

  /** What `record --lines` says of a function. */
  estimate(fn: WasmFunction): Shares {
    const shares: Record<string, number> = {};
    const lines = this.counted.linesOf({ hash: moduleHash(this.bytes), symbols: this.symbols, file: null, scriptIds: [] }, fn.bodyStart) ?? [];
    for (const { file, line, share } of lines) shares[lineName(file, line)] = (shares[lineName(file, line)] ?? 0) + share;
    return shares;
  }

  get functions(): readonly WasmFunction[] {
    return [...this.symbols.module.functions];
  }
}

const lineName = (file: string, line: number): string => `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;

/** How much of a function's time is said of another line than it was spent in, from 0 to 1. */
export function misplaced(truth: Shares, estimate: Shares): number {
  const lines = new Set([...Object.keys(truth), ...Object.keys(estimate)]);
  return [...lines].reduce((sum, line) => sum + Math.abs((truth[line] ?? 0) - (estimate[line] ?? 0)), 0) / 2;
}

/** Whether the line that is said to be the hottest is it, or one nearly as hot (a fifth less). */
export function findsHottest(truth: Shares, estimate: Shares): boolean {
  const [hottest] = Object.entries(estimate).sort(([, a], [, b]) => b - a)[0]!;
  return (truth[hottest] ?? 0) >= 0.8 * Math.max(...Object.values(truth));
}

/** Of all pairs of lines of which one takes three times as long as the other (and a tenth of the function): how many stand so. */
export function orderedPairs(truth: Shares, estimate: Shares): { readonly right: number; readonly all: number } {
  const slower = Object.entries(truth).filter(([, share]) => share >= 0.1);
  const pairs = slower.flatMap(([line, share]) => Object.entries(truth).filter(([, other]) => other * 3 <= share).map(([other]) => [line, other] as const));
  return { right: pairs.filter(([line, other]) => (estimate[line] ?? 0) > (estimate[other] ?? 0)).length, all: pairs.length };
}
