import { memoryAddress } from '../base/offsets';
import { At } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { ExpressionContext } from '../dwarf/expression';
import { evaluateLocation } from '../dwarf/expression';
import { locationAt } from '../dwarf/location-list';
import type { StackValue } from '../dwarf/stack-value';
import { generic, integerOf } from '../dwarf/stack-value';
import type { Unit } from '../dwarf/unit';
import type { ValueType, WasmFunction, WasmModule } from '../wasm/module';
import { baseTypeShape } from './dwarf-types';
import type { TypeInfo } from './type-info';
import { strip } from './type-info';
import type { FrameState, WasmValue } from './variable';
import { localType } from './wasm-value-types';

/** Where an expression is evaluated: the function and its subprogram, or for globals neither. */
export interface CodePlace {
  readonly module: WasmModule;
  readonly unit: Unit;
  readonly fn: WasmFunction | null;
  readonly subprogram: Die | null;
  /** As DWARF counts. */
  readonly address: number;
}

/**
 * Reads a stopped frame for an expression. V8 gives i32 and f64 alike as JS numbers, so the Wasm type decides; the
 * operand stack's is not declared, there the type of the variable has to do.
 */
export function expressionContext(place: CodePlace, frame: FrameState, type: TypeInfo | null): ExpressionContext {
  const { module, unit, fn } = place;
  const context: ExpressionContext = {
    format: unit,
    wasmValue: async (kind, index) => {
      if (kind === 0) return stackValue(await frame.local(index), fn ? localType(module, fn, index) : undefined);
      if (kind === 2) return stackValue(await frame.stack(index), type ? guessedType(type) : undefined);
      // A program without threads keeps its thread-local storage at fixed addresses: its linker makes no global for the base.
      if (index === NO_SYMBOL) return generic((await context.threadLocalBase()) ?? 0n, 32);
      return stackValue(await frame.global(index), module.globals[index]?.type);
    },
    memory: (address, size) => frame.memory.read(memoryAddress(Number(address)), size),
    frameBase: async () => {
      const block = place.subprogram?.inherited((die) => locationAt(die, At.frame_base, place.address) ?? undefined);
      if (!block) return undefined;
      const [part] = await evaluateLocation(block, { ...context, frameBase: () => Promise.resolve(undefined) });
      if (part?.location.kind === 'value') return BigInt.asUintN(unit.addressSize * 8, integerOf(part.location.value));
      return part?.location.kind === 'memory' ? part.location.address : undefined;
    },
    memoryBase: async () => {
      const index = memoryBaseIndex(module);
      return index === undefined ? 0n : numberIn(await frame.global(index));
    },
    threadLocalBase: async () => {
      const index = threadLocalBaseIndex(module);
      return index === undefined ? undefined : numberIn(await frame.global(index));
    },
    addressAt: (index) => unit.addressAt(index),
    baseType: (offset) => baseTypeShape(unit, offset),
  };
  return context;
}

/** What wasm-ld writes where it has no symbol to refer to. */
const NO_SYMBOL = 0xffff_ffff;

const numberIn = (value: WasmValue | undefined): bigint | undefined => (value === undefined || value instanceof Uint8Array ? undefined : BigInt(value));

/** The global by which a library is told where its data lies (tool-conventions, DynamicLinking.md); undefined where the linker knew. */
export function memoryBaseIndex({ imports }: WasmModule): number | undefined {
  return imports.find(({ kind, module, name }) => kind === 'global' && module === 'env' && name === '__memory_base')?.index;
}

/** The global that wasm-ld keeps the start of a thread's storage in. */
function threadLocalBaseIndex(module: WasmModule): number | undefined {
  for (const [index, name] of module.names.globals) if (name === '__tls_base') return index;
  return module.exports.find(({ kind, name }) => kind === 'global' && name === '__tls_base')?.index;
}

function stackValue(value: WasmValue | undefined, type: ValueType | undefined): StackValue | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Uint8Array) return { kind: 'bytes', bytes: value };
  if (typeof value === 'bigint') return generic(value, 64);
  if (type === 'f32') return { kind: 'float', value, sizeBytes: 4 };
  if (type === 'f64' || !Number.isInteger(value)) return { kind: 'float', value, sizeBytes: 8 };
  return generic(BigInt(value), type === 'i64' ? 64 : 32);
}

function guessedType(type: TypeInfo): ValueType | undefined {
  const shape = strip(type);
  if (shape.kind !== 'base' || shape.encoding !== 'float') return undefined;
  return shape.sizeBytes === 4 ? 'f32' : 'f64';
}

