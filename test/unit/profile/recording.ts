import type { ModuleCandidate } from '../../../src/profile/match-modules';
import type { CallFrame } from '../../../src/profile/call-frame';
import type { CpuProfile } from '../../../src/profile/cpu-profile';
import type { FunctionSymbol, ModuleSymbols } from '../../../src/symbols/module-symbols';

export const frame = (functionName: string, url = '', lineNumber = -1, columnNumber = -1, scriptId = '0'): CallFrame => ({ functionName, scriptId, url, lineNumber, columnNumber });
export const wasm = (functionName: string, columnNumber: number, scriptId = '7'): CallFrame => frame(functionName, 'wasm://wasm/mix.wasm-b7aeab76', 0, columnNumber, scriptId);

/** As V8 writes it: main → js-to-wasm → handle → scramble, beside idle and garbage collection. Times are microseconds. */
export function recording(startTime = 1000): CpuProfile {
  return {
    startTime,
    endTime: startTime + 10_000,
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 3, 8] },
      { id: 2, callFrame: frame('(idle)'), hitCount: 1 },
      { id: 3, callFrame: frame('main', 'file:///srv/my%20app/app.mjs', 9, 4, '5'), children: [4], hitCount: 2, positionTicks: [{ line: 12, ticks: 1 }, { line: 13, ticks: 1 }] },
      { id: 4, callFrame: frame('js-to-wasm', '', -1, 77), children: [5] },
      { id: 5, callFrame: wasm('handle', 240), children: [6] },
      { id: 6, callFrame: wasm('scramble', 88), hitCount: 4, children: [7], positionTicks: [{ line: 1, ticks: 4 }] },
      { id: 7, callFrame: wasm('scramble', 88), hitCount: 1, positionTicks: [{ line: 1, ticks: 1 }] },
      { id: 8, callFrame: frame('(garbage collector)'), hitCount: 1 },
    ],
    samples: [2, 3, 6, 6, 3, 6, 6, 7, 8],
    timeDeltas: [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000],
  };
}

export interface KnownFunction {
  readonly name: string;
  readonly start: number;
  readonly line: number;
}

/** Just as much of a module and its symbols as a profile asks for. */
export function candidate(hash: string, functions: readonly KnownFunction[], more: Partial<ModuleCandidate> = {}): ModuleCandidate {
  const find = (offset: number): { known: KnownFunction; index: number } | undefined => {
    const index = functions.findIndex(({ start }) => offset >= start && offset < start + 40);
    return index < 0 ? undefined : { known: functions[index]!, index };
  };
  const names = new Map(functions.map(({ name }, index) => [index, name]));
  const symbols = {
    module: {
      functionAt(offset: number) {
        const found = find(offset);
        return found && { index: found.index, bodyStart: found.known.start };
      },
      functions: functionTable(functions),
      importedFunctionCount: 0,
      functionName: (index: number) => names.get(index),
      names: { functions: names },
    },
    functionAt(offset: number): Partial<FunctionSymbol> | undefined {
      const found = find(offset);
      return found && { name: `${found.known.name}()`, linkageName: found.known.name, file: `/src/${hash}.c`.replace(/-.*\./, '.'), line: found.known.line };
    },
  } as unknown as ModuleSymbols;
  return { hash, symbols, file: `/build/${hash}.wasm`, scriptIds: [], ...more };
}

export const MIX: readonly KnownFunction[] = [{ name: 'scramble', start: 88, line: 4 }, { name: 'tally', start: 160, line: 14 }, { name: 'handle', start: 240, line: 20 }];

function functionTable(functions: readonly KnownFunction[]): object {
  const rows = functions.map(({ start }, index) => ({ index, bodyStart: start, bodyEnd: start + 40 }));
  return Object.assign(rows, { withIndex: (index: number) => rows[index] });
}
