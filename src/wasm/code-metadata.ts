import { ByteCursor } from '../base/byte-cursor';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { WasmModule } from './module';
import { readVector } from './module-draft';

/** What a tool noted of one instruction (Wasm 3.0, 7.4.2; branch hints are the one kind that is standard). */
export interface CodeMetadata {
  /** `branch_hint` and the like. */
  readonly kind: string;
  readonly bytes: Uint8Array;
}

const PREFIX = 'metadata.code.';
const NONE: ReadonlyMap<number, readonly CodeMetadata[]> = new Map();
const known = new WeakMap<WasmModule, ReadonlyMap<number, ReadonlyMap<number, readonly CodeMetadata[]>>>();

/** The notes on one function's instructions, by module offset. A damaged section gives what stands before the damage. */
export function codeMetadataOf(module: WasmModule, functionIndex: number): ReadonlyMap<number, readonly CodeMetadata[]> {
  const all = known.get(module) ?? readAll(module);
  known.set(module, all);
  return all.get(functionIndex) ?? NONE;
}

function readAll(module: WasmModule): Map<number, Map<number, CodeMetadata[]>> {
  const all = new Map<number, Map<number, CodeMetadata[]>>();
  for (const { id, name, payloadOffset, payloadSize } of module.sections) {
    if (id !== 0 || !name.startsWith(PREFIX)) continue;
    const at = new ByteCursor(name, module.bytes, payloadOffset, payloadOffset + payloadSize);
    attempt([], () => readSection(at, name.slice(PREFIX.length), module, all));
  }
  return all;
}

/** By function; offsets count from the start of its body. */
function readSection(at: ByteCursor, kind: string, module: WasmModule, all: Map<number, Map<number, CodeMetadata[]>>): void {
  readVector(at, LIMITS.wasm.functions, () => {
    const index = at.uleb32();
    const start = module.functions.withIndex(index)?.bodyStart ?? 0;
    const ofFunction = all.get(index) ?? new Map<number, CodeMetadata[]>();
    all.set(index, ofFunction);
    readVector(at, LIMITS.wasm.functions, () => {
      const offset = start + at.uleb32();
      const note = { kind, bytes: at.take(at.uleb32()) };
      const notes = ofFunction.get(offset);
      if (notes) notes.push(note);
      else ofFunction.set(offset, [note]);
    });
  });
}
