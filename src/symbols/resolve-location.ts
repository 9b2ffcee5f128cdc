import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { memoryAddress } from '../base/offsets';
import type { Block } from '../dwarf/die';
import type { ExpressionContext, LocationPart } from '../dwarf/expression';
import { evaluateLocation, UnavailableValue } from '../dwarf/expression';
import { Op, readOperations } from '../dwarf/operations';
import { bytesOf, generic, type StackValue } from '../dwarf/stack-value';
import type { ResolvedLocation } from './variable';

const OPTIMISED_OUT: ResolvedLocation = { kind: 'optimised-out' };

/** Evaluates a variable's location (DWARF 5, 2.6). `sizeBytes` is the size of its type, where it is known. */
export async function resolveLocation(block: Block, context: ExpressionContext, sizeBytes: number | null): Promise<ResolvedLocation> {
  try {
    const parts = await evaluateLocation(block, context, await impliedBase(block, context));
    const only = parts[0];
    if (only && parts.length === 1 && only.sizeBits === null) return wholeValue(only, sizeBytes);
    return await assemble(parts, context);
  } catch (error) {
    if (error instanceof DecodeError || error instanceof UnavailableValue) return { kind: 'unreadable', why: error instanceof DecodeError ? error.reason : error.message };
    throw error;
  }
}

/** In optimised frames that are aligned more than the stack is, LLVM (14 to 22) writes `DW_OP_plus_uconst n` where it means `DW_OP_fbreg n`. */
async function impliedBase(block: Block, context: ExpressionContext): Promise<StackValue[]> {
  if (readOperations(block, context.format)[0]?.code !== Op.plus_uconst) return [];
  const base = await context.frameBase();
  return base === undefined ? [] : [generic(base, context.format.addressSize === 8 ? 64 : 32)];
}

function wholeValue({ location }: LocationPart, sizeBytes: number | null): ResolvedLocation {
  switch (location.kind) {
    case 'memory':
      return { kind: 'memory', address: memoryAddress(Number(location.address)) };
    case 'value':
      return { kind: 'bytes', bytes: bytesOf(location.value, boundedSize(sizeBytes ?? 8)) };
    case 'bytes':
      return { kind: 'bytes', bytes: location.bytes };
    case 'optimised-out':
      return OPTIMISED_OUT;
  }
}

function boundedSize(sizeBytes: number): number {
  return Math.min(sizeBytes, LIMITS.dwarf.pieceBytes);
}

/** Pieces follow each other in the value, least significant first (2.6.1.2). */
async function assemble(parts: readonly LocationPart[], context: ExpressionContext): Promise<ResolvedLocation> {
  const sizeBits = parts.reduce((sum, part) => sum + (part.sizeBits ?? 0), 0);
  const bytes = new Uint8Array(boundedSize(Math.ceil(sizeBits / 8)));
  const missing = new Array<boolean>(bytes.length).fill(false);
  let at = 0;
  for (const part of parts) {
    const size = part.sizeBits ?? 0;
    if (at + size > bytes.length * 8) break;
    const content = await pieceBytes(part, context);
    if (content) copyBits(bytes, at, content, part.offsetBits, size);
    else missing.fill(true, Math.floor(at / 8), Math.ceil((at + size) / 8));
    at += size;
  }
  if (missing.every(Boolean)) return OPTIMISED_OUT;
  return { kind: 'bytes', bytes, ...(missing.some(Boolean) ? { missing } : {}) };
}

async function pieceBytes({ location, sizeBits, offsetBits }: LocationPart, context: ExpressionContext): Promise<Uint8Array | null> {
  const size = Math.ceil(((sizeBits ?? 0) + offsetBits) / 8);
  switch (location.kind) {
    case 'memory':
      return context.memory(location.address, boundedSize(size));
    case 'value':
      return bytesOf(location.value, boundedSize(size));
    case 'bytes':
      return location.bytes;
    case 'optimised-out':
      return null;
  }
}

function copyBits(target: Uint8Array, at: number, source: Uint8Array, from: number, size: number): void {
  if (at % 8 === 0 && from % 8 === 0 && size % 8 === 0) return target.set(source.subarray(from / 8, (from + size) / 8), at / 8);
  for (let bit = 0; bit < size; bit++) {
    const set = ((source[(from + bit) >> 3] ?? 0) >> ((from + bit) & 7)) & 1;
    target[(at + bit) >> 3]! |= set << ((at + bit) & 7);
  }
}
