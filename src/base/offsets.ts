/**
 * Numbers that must never mix. Each brand costs nothing at run time.
 * See docs/architecture.md, "Three offsets".
 */
declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** Byte offset in the module as the compiler built it; what V8 reports as a column (CDP `Debugger.Location`). */
export type ModuleOffset = Branded<'ModuleOffset'>;
/** What DWARF counts: bytes from the start of the code section's payload (DWARF for WebAssembly, "Code addresses"). */
export type CodeOffset = Branded<'CodeOffset'>;
/** What V8 reports of a module that the agent has rewritten; an `OffsetMap` leads back to a `ModuleOffset`. */
export type RewrittenOffset = Branded<'RewrittenOffset'>;
/** Byte address in a linear memory. A JS number is exact up to 2^53, beyond any memory64 that an engine grants. */
export type MemoryAddress = Branded<'MemoryAddress'>;

export const moduleOffset = (value: number): ModuleOffset => value as ModuleOffset;
export const codeOffset = (value: number): CodeOffset => value as CodeOffset;
export const rewrittenOffset = (value: number): RewrittenOffset => value as RewrittenOffset;
export const memoryAddress = (value: number): MemoryAddress => value as MemoryAddress;

/** `codeStart` is the module offset of the code section's payload (CDP `scriptParsed.codeOffset`). */
export function toCodeOffset(offset: ModuleOffset, codeStart: ModuleOffset): CodeOffset {
  return codeOffset(offset - codeStart);
}

export function toModuleOffset(offset: CodeOffset, codeStart: ModuleOffset): ModuleOffset {
  return moduleOffset(offset + codeStart);
}
