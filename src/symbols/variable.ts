import type { MemoryReader } from '../base/memory-reader';
import type { MemoryAddress } from '../base/offsets';
import type { TypeInfo } from './type-info';

/** A parameter, local, global or static, as declared. */
export interface Variable {
  /** Of globals with the namespaces and classes that they stand in. */
  readonly name: string;
  readonly type: TypeInfo;
  readonly kind: 'parameter' | 'local' | 'global';
  /** Lexical block depth: 0 for the function's own block. */
  readonly depth: number;
  readonly file: string | null;
  readonly line: number;
  /** Short text of where it lives: `fbreg 12`, `wasm local 3`, `memory 0x400`, `piece …`, `optimised out`. */
  readonly location: string;
  /** False where it is optimised out at the offset asked about. */
  readonly available: boolean;
  /** Made by the compiler for itself, such as the length of an array or what a `for` runs over; never a parameter. */
  readonly artificial?: true;
  /** Evaluates the location in a stopped frame (DWARF 5, 2.6). Never throws on bad debug information. */
  resolve(frame: FrameState): Promise<ResolvedLocation>;
  /** The type with what only a stopped frame knows of it; absent where `type` says all. Never throws. */
  typeIn?(frame: FrameState): Promise<TypeInfo>;
}

/** The Wasm state of a stopped frame: indexes as in `DW_OP_WASM_location`. i64 values are bigint, v128 is 16 bytes. */
export interface FrameState {
  local(index: number): Promise<WasmValue | undefined>;
  global(index: number): Promise<WasmValue | undefined>;
  stack(index: number): Promise<WasmValue | undefined>;
  readonly memory: MemoryReader;
}

export type WasmValue = number | bigint | Uint8Array;

export type ResolvedLocation =
  | { readonly kind: 'memory'; readonly address: MemoryAddress }
  /** Not in memory: the bytes of the value, little endian. `missing` marks bytes that are optimised out (piecewise). */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly missing?: readonly boolean[] }
  | { readonly kind: 'optimised-out' }
  | { readonly kind: 'unreadable'; readonly why: string };
