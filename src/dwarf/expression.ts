import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { Block } from './die';
import type { UnitFormat } from './forms';
import type { Operation } from './operations';
import { Op, readOperations } from './operations';
import type { BaseTypeShape, StackValue } from './stack-value';
import { binary, bytesOf, convert, fromBytes, generic, integerOf, littleEndian, unary } from './stack-value';

/** What an expression reads of a stopped frame and of its own unit. undefined means: not to be had. */
export interface ExpressionContext {
  readonly format: UnitFormat;
  /** Kinds as in DW_OP_WASM_location: 0 local, 1 and 3 global, 2 operand stack. */
  wasmValue(kind: number, index: number): Promise<StackValue | undefined>;
  memory(address: bigint, size: number): Promise<Uint8Array>;
  /** The value of the function's DW_AT_frame_base. */
  frameBase(): Promise<bigint | undefined>;
  /** What addresses count from: where the loader has put the module's data. 0 for all but libraries that are loaded while the program runs. */
  memoryBase(): Promise<bigint | undefined>;
  /** Where the thread-local storage of this thread begins. */
  threadLocalBase(): Promise<bigint | undefined>;
  addressAt(index: number): number;
  /** The base type at this offset in the unit; 0 is the generic type. */
  baseType(unitOffset: number): BaseTypeShape | undefined;
}

/** A part of the value, `sizeBytes` long where the expression says so (2.6.1.2). */
export interface LocationPart {
  readonly location: Location;
  readonly sizeBits: number | null;
  readonly offsetBits: number;
}

export type Location =
  | { readonly kind: 'memory'; readonly address: bigint }
  | { readonly kind: 'value'; readonly value: StackValue }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'optimised-out' };

/** Reading failed for a reason outside of the expression: the frame does not give the value. */
export class UnavailableValue extends Error {}

/**
 * Evaluates a location expression (DWARF 5, 2.5 and 2.6): one part, or several where the value lies in pieces.
 * Throws DecodeError on a malformed expression, UnavailableValue where the frame does not yield what it needs.
 */
export async function evaluateLocation(block: Block, context: ExpressionContext, initial: readonly StackValue[] = []): Promise<LocationPart[]> {
  const machine = new StackMachine(readOperations(block, context.format), context, initial);
  return machine.run();
}

class StackMachine {
  private readonly stack: StackValue[];
  private readonly parts: LocationPart[] = [];
  /** The location made since the last piece, unless it is the top of the stack as an address. */
  private pending: Location | null = null;

  constructor(
    private readonly operations: readonly Operation[],
    private readonly context: ExpressionContext,
    initial: readonly StackValue[],
  ) {
    this.stack = [...initial];
  }

  async run(): Promise<LocationPart[]> {
    let next = 0;
    for (let steps = 0; next < this.operations.length; steps++) {
      const operation = this.operations[next]!;
      if (steps >= LIMITS.dwarf.expressionSteps) throw error(operation, 'expression runs for ever');
      next = this.jump(operation) ?? next + 1;
      await this.step(operation);
      if (this.stack.length > LIMITS.dwarf.expressionStack) throw error(operation, 'expression stack too deep');
    }
    if (this.parts.length === 0 || this.pending !== null || this.stack.length > 0) this.finishPart(null, 0);
    return this.parts;
  }

  /** The index that a jump leads to; undefined for every other operation. */
  private jump(operation: Operation): number | undefined {
    if (operation.code !== Op.skip && operation.code !== Op.bra) return undefined;
    if (operation.code === Op.bra && integerOf(this.pop(operation)) === 0n) return undefined;
    const target = operation.end + Number(operation.operands[0]);
    const end = this.operations.at(-1)!.end;
    const index = target === end ? this.operations.length : this.operations.findIndex(({ offset }) => offset === target);
    if (index < 0) throw error(operation, 'jump into the middle of an operation');
    return index;
  }

  private async step(operation: Operation): Promise<void> {
    const { code, operands } = operation;
    if (code === Op.skip || code === Op.bra || code === Op.nop || code === Op.GNU_uninit) return;
    if (code >= Op.lit0 && code < Op.reg0) return this.push(generic(BigInt(code - Op.lit0), this.addressBits));
    if (this.constant(operation) || this.rearrange(operation) || this.arithmetic(operation) || this.describe(operation)) return;
    if (await this.load(operation)) return;
    if (code === Op.push_object_address || code === Op.call_frame_cfa || (code >= Op.reg0 && code <= Op.bregx)) throw new UnavailableValue('registers do not exist in WebAssembly');
    throw error(operation, `operation 0x${code.toString(16)} (${operands.join(', ')}) is not supported`);
  }

  private get addressBits(): 32 | 64 {
    return this.context.format.addressSize === 8 ? 64 : 32;
  }

  private constant(operation: Operation): boolean {
    const { code, operands } = operation;
    const value = operands[0] ?? 0n;
    if (code === Op.constx) this.push(generic(BigInt(this.context.addressAt(Number(value))), this.addressBits));
    else if (code === Op.const_type) this.push(fromBytes(sliceOf(operation.block!), this.typeAt(operation, value)));
    else if (code >= Op.const1u && code <= Op.consts) {
      const fits = value >= -(1n << 31n) && value < 1n << 32n;
      this.push(generic(value, fits ? this.addressBits : 64));
    } else return false;
    return true;
  }

  private rearrange(operation: Operation): boolean {
    const { stack } = this;
    switch (operation.code) {
      case Op.dup:
        this.push(this.peek(operation, 0));
        return true;
      case Op.drop:
        this.pop(operation);
        return true;
      case Op.over:
        this.push(this.peek(operation, 1));
        return true;
      case Op.pick:
        this.push(this.peek(operation, Number(operation.operands[0])));
        return true;
      case Op.swap:
        this.peek(operation, 1);
        stack.push(...stack.splice(-2, 2).reverse());
        return true;
      case Op.rot:
        this.peek(operation, 2);
        stack.splice(-3, 0, stack.pop()!);
        return true;
      default:
        return false;
    }
  }

  private arithmetic(operation: Operation): boolean {
    const { code, operands } = operation;
    if (code === Op.plus_uconst) {
      const base = this.pop(operation);
      this.push(binary(Op.plus, base, generic(operands[0]!, base.kind === 'integer' ? base.bits : 64), operation.offset));
    } else if (code === Op.abs || code === Op.neg || code === Op.not) this.push(unary(code, this.pop(operation)));
    else if (code === Op.convert || code === Op.reinterpret) {
      const type = operands[0] === 0n ? null : this.typeAt(operation, operands[0]!);
      const value = this.pop(operation);
      this.push(code === Op.convert ? convert(value, type, this.addressBits) : fromBytes(bytesOf(value, type?.sizeBytes ?? this.addressBits / 8), type));
    } else if ((code >= Op.and && code <= Op.xor) || (code >= Op.eq && code <= Op.ne)) {
      const right = this.pop(operation);
      this.push(binary(code, this.pop(operation), right, operation.offset));
    } else return false;
    return true;
  }

  /** Operations that say where the value is, and those that end a piece (2.6.1). */
  private describe(operation: Operation): boolean {
    switch (operation.code) {
      case Op.stack_value: {
        const value = this.pop(operation);
        // What was computed from a value that is gone is gone, too.
        if (this.pending?.kind !== 'optimised-out') this.pending = { kind: 'value', value };
        return true;
      }
      case Op.implicit_value:
        this.pending = { kind: 'bytes', bytes: sliceOf(operation.block!) };
        return true;
      // The value that a parameter had on entry is nowhere in a Wasm frame; what a pointer that is gone pointed to neither.
      case Op.entry_value:
      case Op.implicit_pointer:
      case Op.GNU_parameter_ref:
        this.pending = { kind: 'optimised-out' };
        this.push(generic(0n, this.addressBits));
        return true;
      case Op.piece:
        this.finishPart(Number(operation.operands[0]) * 8, 0);
        return true;
      case Op.bit_piece:
        this.finishPart(Number(operation.operands[0]), Number(operation.operands[1]));
        return true;
      default:
        return false;
    }
  }

  private async load(operation: Operation): Promise<boolean> {
    const { code, operands } = operation;
    if (code === Op.addr || code === Op.addrx) {
      // Newer compilers (LLVM 19) add the base by themselves.
      const base = this.stack.length > 0 ? 0n : await this.context.memoryBase();
      if (base === undefined) throw new UnavailableValue('the engine does not tell where the data of this module begins');
      this.push(generic(base + (code === Op.addr ? operands[0]! : BigInt(this.context.addressAt(Number(operands[0])))), this.addressBits));
    } else if (code === Op.WASM_location) {
      const value = await this.context.wasmValue(Number(operands[0]), Number(operands[1]));
      if (!value) throw new UnavailableValue('the engine does not give this value');
      this.push(value);
    } else if (code === Op.fbreg) {
      const base = await this.context.frameBase();
      if (base === undefined) throw new UnavailableValue('the frame base is not known');
      this.push(generic(base + operands[0]!, this.addressBits));
    } else if (code === Op.deref || code === Op.deref_size || code === Op.deref_type) {
      const size = code === Op.deref ? this.addressBits / 8 : Number(operands[0]);
      const type = code === Op.deref_type ? this.typeAt(operation, operands[1]!) : null;
      const bytes = await this.read(operation, this.pop(operation), size);
      this.push(type ? fromBytes(bytes, type) : generic(littleEndian(bytes), size > 4 ? 64 : this.addressBits));
    } else if (code === Op.form_tls_address) {
      const base = await this.context.threadLocalBase();
      if (base === undefined) throw new UnavailableValue('the thread-local storage is not known');
      this.push(generic(base + integerOf(this.pop(operation)), this.addressBits));
    } else return false;
    return true;
  }

  private async read(operation: Operation, address: StackValue, size: number): Promise<Uint8Array> {
    if (size < 1 || size > 16) throw error(operation, `read of ${size} bytes`);
    const from = BigInt.asUintN(this.addressBits, integerOf(address));
    const bytes = await this.context.memory(from, size);
    if (bytes.length < size) throw new UnavailableValue(`memory at 0x${from.toString(16)} can't be read`);
    return bytes;
  }

  private finishPart(sizeBits: number | null, offsetBits: number): void {
    const top = this.stack.pop();
    const location: Location = this.pending ?? (top ? { kind: 'memory', address: BigInt.asUintN(this.addressBits, integerOf(top)) } : { kind: 'optimised-out' });
    this.parts.push({ location, sizeBits, offsetBits });
    this.pending = null;
    this.stack.length = 0;
  }

  private typeAt(operation: Operation, unitOffset: bigint): BaseTypeShape {
    const type = this.context.baseType(Number(unitOffset));
    if (!type) throw error(operation, 'no base type where the expression names one');
    return type;
  }

  private push(value: StackValue): void {
    this.stack.push(value);
  }

  private pop(operation: Operation): StackValue {
    const value = this.stack.pop();
    if (!value) throw error(operation, 'expression takes from an empty stack');
    return value;
  }

  private peek(operation: Operation, depth: number): StackValue {
    const value = this.stack[this.stack.length - 1 - depth];
    if (!value) throw error(operation, 'expression takes from an empty stack');
    return value;
  }
}

function error(operation: Operation, reason: string): DecodeError {
  return new DecodeError('expression', operation.offset, reason);
}

function sliceOf({ bytes, start, end }: Block): Uint8Array {
  return bytes.subarray(start, end);
}
