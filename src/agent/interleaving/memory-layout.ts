import { decodeBody } from '../../wasm/function-body';
import type { WasmModule } from '../../wasm/module';

/**
 * Where a module keeps its shadow stack and its heap, as far as the module says: LLVM's tool conventions give mutable
 * i32 global 0 (or one named `__stack_pointer`) the stack's upper end, and stacks grow down.
 */
export interface MemoryLayout {
  readonly stackGlobal: number | null;
  /** `[start, end)` of what may be shadow stack; both 0 without one. */
  readonly stack: { readonly start: number; readonly end: number };
  readonly heapStart: number;
}

/** The same where `bytes` of something else come first. */
export function movedLayout({ stackGlobal, stack, heapStart }: MemoryLayout, bytes: number): MemoryLayout {
  return { stackGlobal, stack: { start: stack.start + bytes, end: stack.end + bytes }, heapStart: heapStart + bytes };
}

/** wasm-ld's default stack; larger ones begin lower, where only other rules look. */
const STACK_BYTES = 64 << 10;
const SMALLEST_STACK_TOP = 1_024;
const WASM_PAGE_BYTES = 65_536;

export function memoryLayout(module: WasmModule): MemoryLayout {
  const stackGlobal = findStackGlobal(module);
  const top = stackGlobal === null ? 0 : initialValue(module, stackGlobal);
  const dataEnd = endOfData(module);
  const start = isStackFirst(module, top) ? 0 : Math.max(top - STACK_BYTES, 0);
  return { stackGlobal, stack: { start: top === 0 ? 0 : start, end: top }, heapStart: Math.max(top, dataEnd) };
}

/** Stacks that come first (`--stack-first`, Rust's way) lie below all data; without data their size tells, being whole pages. */
function isStackFirst(module: WasmModule, top: number): boolean {
  const starts = module.data.flatMap(({ mode, offset }) => (mode === 'active' && offset?.constant != null ? [Number(offset.constant)] : []));
  return starts.length > 0 ? starts.every((start) => start >= top) : top % WASM_PAGE_BYTES === 0;
}

/** Larger modules are not decoded in the service: compilers that make them use the stack. */
const DECODED_FUNCTIONS = 5_000;

/** Whether any function keeps locals in linear memory. */
export function writesStackPointer(module: WasmModule): boolean {
  const { stackGlobal } = memoryLayout(module);
  if (stackGlobal === null) return false;
  if (module.functions.length > DECODED_FUNCTIONS) return true;
  return [...module.functions].some((fn) => decodeBody(module, fn).instructions.some(({ mnemonic, immediates: [index] }) => mnemonic === 'global.set' && index?.kind === 'global' && index.value === stackGlobal));
}

function findStackGlobal(module: WasmModule): number | null {
  const usable = (index: number): boolean => {
    const global = module.globals[index];
    return global?.mutable === true && global.type === 'i32' && initialValue(module, index) >= SMALLEST_STACK_TOP;
  };
  for (const [index, name] of module.names.globals) if (name === '__stack_pointer' && usable(index)) return index;
  return usable(0) ? 0 : null;
}

function initialValue(module: WasmModule, global: number): number {
  const imported = module.globals.length - module.globalInitialisers.length;
  return Number(module.globalInitialisers[global - imported]?.constant ?? 0);
}

function endOfData(module: WasmModule): number {
  return module.data.reduce((end, { mode, offset, payloadSize }) => (mode === 'active' && offset?.constant != null ? Math.max(end, Number(offset.constant) + payloadSize) : end), 0);
}
