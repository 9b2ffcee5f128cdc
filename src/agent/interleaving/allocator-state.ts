import { decodeBody } from '../../wasm/function-body';
import type { WasmModule } from '../../wasm/module';
import { ModuleRewriter } from '../../wasm/rewrite/module-rewriter';
import { allocatorFunctions, type AllocatorFunction } from '../allocation/allocator-functions';
import { unwatchedInstance } from './unwatched-instance';

/** Sizes that reach the small, the large and the tree bins of the allocators that compilers link. */
const TRIED_SIZES: readonly number[] = [8, 24, 40, 100, 300, 1_000, 5_000, 20_000, 70_000, 24, 300];
const ALIGNMENT = 8;
/** In front of a block. */
const HEADER_BYTES = 16;
const WORD_BYTES = 4;
/** Words of one structure: what lies between two of them that were seen to change is its, too. */
const STRUCTURE_GAP_BYTES = 512;
/** Larger modules are not decoded in the service: they have an allocator. */
const DECODED_FUNCTIONS = 5_000;

/** Where a module's allocator keeps its books: in the heap between the blocks, and in `ranges` (`[start, end)`) below it. */
export interface AllocatorState {
  readonly heapStart: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

const known = new WeakMap<WasmModule, AllocatorState | 'none' | 'unknown'>();

/** `none`: the module has no allocator. `unknown`: it may have one, and its words can't be told from the program's. */
export function allocatorState(module: WasmModule): AllocatorState | 'none' | 'unknown' {
  let state = known.get(module);
  if (!state) known.set(module, (state = findState(module)));
  return state;
}

function findState(module: WasmModule): AllocatorState | 'none' | 'unknown' {
  const functions = allocatorFunctions(module);
  if (functions.length === 0) return module.names.functions.size > 0 || !mayGrow(module) ? 'none' : 'unknown';
  try {
    return stateOnTrial(module, functions);
  } catch {
    return 'unknown';
  }
}

/** What allocates must be able to ask for more. */
function mayGrow(module: WasmModule): boolean {
  if (module.functions.length > DECODED_FUNCTIONS) return true;
  if (module.imports.some(({ kind, name }) => kind === 'func' && /resize_heap|grow/.test(name))) return true;
  return [...module.functions].some((fn) => decodeBody(module, fn).instructions.some(({ mnemonic }) => mnemonic === 'memory.grow'));
}

/** Lets the allocator of a fresh instance work for itself, and sees what changes below the blocks that it gives. */
function stateOnTrial(module: WasmModule, functions: readonly AllocatorFunction[]): AllocatorState | 'unknown' {
  const allocating = functions.find(({ role }) => role.kind === 'allocate' && role.size === 0 && role.count === undefined && role.out === undefined);
  const releasing = functions.find(({ role }) => role.kind === 'release' && role.pointer === 0);
  if (!allocating || !releasing) return 'unknown';
  const rewriter = new ModuleRewriter(module);
  for (const { index } of [allocating, releasing]) rewriter.addExport({ name: nameOf(index), kind: 'func', index });
  const { exports, memory } = unwatchedInstance(module, rewriter.finish().bytes, () => 0);
  if (!memory) return 'unknown';
  const call = ({ index }: AllocatorFunction, args: readonly number[]): number => {
    const { params } = module.types[module.functions.withIndex(index)!.typeIndex]!;
    return Number((exports[nameOf(index)] as (...args: readonly number[]) => unknown)(...args.slice(0, params.length)));
  };
  const before = new Uint32Array(memory.buffer.slice(0));
  const changed = new Set<number>();
  let heapStart = Infinity;
  // Looked at after every step: what is emptied again in the end is a book, too.
  const noteChanges = (): void => {
    const now = new Uint32Array(memory.buffer);
    for (let index = 0; index * WORD_BYTES < Math.min(heapStart, before.byteLength); index++) if (before[index] !== now[index]) changed.add(index * WORD_BYTES);
  };
  const blocks = TRIED_SIZES.map((size) => {
    const address = call(allocating, [size, ALIGNMENT]) >>> 0;
    heapStart = Math.min(heapStart, address - HEADER_BYTES);
    noteChanges();
    return { size, address };
  });
  for (const turn of [1, 0]) {
    for (const { address, size } of blocks.filter((_, position) => position % 2 === turn)) {
      call(releasing, [address, size, ALIGNMENT]);
      noteChanges();
    }
  }
  return heapStart < 0 ? 'unknown' : { heapStart, ranges: rangesOf([...changed].filter((address) => address < heapStart).sort((a, b) => a - b)) };
}

function rangesOf(addresses: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const address of addresses) {
    const last = ranges.at(-1);
    if (last && address - last[1] <= STRUCTURE_GAP_BYTES) last[1] = address + WORD_BYTES;
    else ranges.push([address, address + WORD_BYTES]);
  }
  return ranges;
}

const nameOf = (index: number): string => `wasmscope:allocator-${index}`;
