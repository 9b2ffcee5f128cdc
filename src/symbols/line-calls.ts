import { ByteCursor } from '../base/byte-cursor';
import { attempt, type DecodeError } from '../base/decode-error';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import { decodeBody } from '../wasm/function-body';
import { skipInstruction } from '../wasm/instructions';
import type { WasmModule } from '../wasm/module';
import type { ModuleSymbols, OffsetRange } from './module-symbols';

/** A call within a line. */
export interface LineCall {
  readonly offset: ModuleOffset;
  /** The callee, as its authors write it; of an indirect call what kind of call it is. */
  readonly name: string;
}

const INDIRECT = new Map([[0x11, 'indirect call'], [0x13, 'indirect call'], [0x14, 'call by reference'], [0x15, 'call by reference']]);
const DIRECT = new Set([0x10, 0x12]);

/** The calls in some ranges of the function at `offset`, in the order of the code. */
export function callsIn(symbols: ModuleSymbols, offset: ModuleOffset, ranges: readonly OffsetRange[]): LineCall[] {
  const { module } = symbols;
  const fn = module.functionAt(offset);
  const problems: DecodeError[] = [];
  const body = fn && attempt(problems, () => decodeBody(module, fn));
  const nameOf = (index: number): string => {
    const callee = module.functions.withIndex(index);
    return (callee && symbols.functionAt(callee.bodyStart)?.name) ?? module.functionName(index) ?? `function[${index}]`;
  };
  return (body?.instructions ?? []).flatMap((instruction) => {
    if (!ranges.some(({ start, end }) => instruction.offset >= start && instruction.offset < end)) return [];
    const [callee] = instruction.immediates;
    const name = DIRECT.has(instruction.opcode) && callee?.kind === 'function' ? nameOf(callee.value) : INDIRECT.get(instruction.opcode);
    return name === undefined ? [] : [{ offset: moduleOffset(instruction.offset), name }];
  });
}

/** The functions that some ranges of code call directly, by index. */
export function calleesIn(module: Pick<WasmModule, 'bytes'>, ranges: readonly OffsetRange[]): Set<number> {
  return new Set(directCallsIn(module, ranges).map(({ callee }) => callee));
}

/** Where a function comes back to from direct calls of itself, in some ranges of its code. */
export function returnsToSelf(module: Pick<WasmModule, 'bytes'>, index: number, ranges: readonly OffsetRange[]): ModuleOffset[] {
  return directCallsIn(module, ranges).flatMap(({ callee, end }) => (callee === index ? [end] : []));
}

interface DirectCall {
  readonly callee: number;
  /** Behind the instruction. */
  readonly end: ModuleOffset;
}

function directCallsIn({ bytes }: Pick<WasmModule, 'bytes'>, ranges: readonly OffsetRange[]): DirectCall[] {
  const calls: DirectCall[] = [];
  const problems: DecodeError[] = [];
  for (const { start, end } of ranges) {
    // What stands before damage counts.
    attempt(problems, () => {
      for (const at = new ByteCursor('code', bytes, start, end); !at.done; ) {
        const offset = at.offset;
        if (DIRECT.has(skipInstruction(at))) calls.push({ callee: new ByteCursor('code', bytes, offset + 1, end).uleb32(), end: moduleOffset(at.offset) });
      }
    });
  }
  return calls;
}
