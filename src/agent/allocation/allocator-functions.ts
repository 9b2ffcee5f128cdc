import { forwardedTo } from '../../wasm/forwarding';
import type { ValueType, WasmModule } from '../../wasm/module';

/**
 * What a function of an allocator does, by its parameters (negative ones count from the last). Sizes are bytes.
 * `allocate` and `reallocate` give the block as their result, or store its address at parameter `out`.
 */
export type AllocatorRole =
  | { readonly kind: 'allocate'; readonly params: readonly number[]; readonly size: number; readonly count?: number; readonly out?: number }
  | { readonly kind: 'reallocate'; readonly params: readonly number[]; readonly pointer: number; readonly size: number }
  | { readonly kind: 'release'; readonly params: readonly number[]; readonly pointer: number };

export interface AllocatorFunction {
  readonly index: number;
  readonly name: string;
  readonly role: AllocatorRole;
}

const allocate = (params: readonly number[], size: number, more: { count?: number; out?: number } = {}): AllocatorRole => ({ kind: 'allocate', params, size, ...more });
const reallocate = (params: readonly number[], pointer: number, size: number): AllocatorRole => ({ kind: 'reallocate', params, pointer, size });
const release = (params: readonly number[], pointer = 0): AllocatorRole => ({ kind: 'release', params, pointer });

/**
 * The allocators that compilers link, by the names that their languages fix: C11 7.22.3 and POSIX, their aliases in
 * dlmalloc, emmalloc and mimalloc, C++ `operator new` and `delete` (Itanium ABI names), Rust's `__rust_*` shims (legacy
 * and v0 names) and its dlmalloc crate (optimised builds inline the shims), wasm-bindgen's exports, AssemblyScript's TLSF.
 * `params` are the parameter counts accepted: compilers drop unused ones.
 */
const ROLES: readonly (readonly [RegExp, AllocatorRole])[] = [
  [/^_?_?(emscripten_builtin_|__libc_|dl|emmalloc_|mi_)?malloc$/, allocate([1], 0)],
  [/^_?_?(emscripten_builtin_|__libc_|dl|emmalloc_|mi_)?calloc$/, allocate([2], 1, { count: 0 })],
  [/^_?_?(emscripten_builtin_|__libc_|dl|emmalloc_|mi_)?realloc$/, reallocate([2], 0, 1)],
  [/^_?_?(emscripten_builtin_|__libc_|dl|emmalloc_|mi_)?(memalign|aligned_alloc)$/, allocate([2], 1)],
  [/^_?_?(emscripten_builtin_|dl|emmalloc_)?posix_memalign$/, allocate([3], 2, { out: 0 })],
  [/^_?_?(emscripten_builtin_|__libc_|dl|emmalloc_|mi_)?free$/, release([1])],
  [/^(_Zn[wa][mj].*|operator new(\[\])?\(unsigned (int|long)\b.*)$/, allocate([1, 2, 3], 0)],
  [/^(_Zd[la]Pv.*|operator delete(\[\])?\(void ?\*.*)$/, release([1, 2, 3])],
  [/^(_R\w*___rustc\d+_?|__rustc(\[\w+\])?::)?__r(ust|dl|g)_alloc(_zeroed)?$/, allocate([1, 2], 0)],
  [/^(_R\w*___rustc\d+_?|__rustc(\[\w+\])?::)?__r(ust|dl|g)_realloc$/, reallocate([3, 4], 0, -1)],
  [/^(_R\w*___rustc\d+_?|__rustc(\[\w+\])?::)?__r(ust|dl|g)_dealloc$/, release([1, 2, 3])],
  [/^(_ZN8dlmalloc8dlmalloc\d+Dlmalloc\S*6malloc17h|dlmalloc::dlmalloc::Dlmalloc<\w+>::malloc\b)/, allocate([1, 2], -1)],
  [/^(_ZN8dlmalloc8dlmalloc\d+Dlmalloc\S*8memalign17h|dlmalloc::dlmalloc::Dlmalloc<\w+>::memalign\b)/, allocate([2, 3], -1)],
  [/^(_ZN8dlmalloc8dlmalloc\d+Dlmalloc\S*7realloc17h|dlmalloc::dlmalloc::Dlmalloc<\w+>::realloc\b)/, reallocate([2, 3], -2, -1)],
  [/^(_ZN8dlmalloc8dlmalloc\d+Dlmalloc\S*4free17h|dlmalloc::dlmalloc::Dlmalloc<\w+>::free\b)/, release([1, 2], -1)],
  [/^__wbindgen_(malloc|export_malloc)$/, allocate([1, 2], 0)],
  [/^__wbindgen_realloc$/, reallocate([3, 4], 0, 2)],
  [/^__wbindgen_free$/, release([2, 3])],
  [/^~lib\/rt\/tlsf\/allocateBlock$/, allocate([2], 1)],
  [/^~lib\/rt\/tlsf\/freeBlock$/, release([2], 1)],
];

const MOST_FORWARDINGS = 4;

/**
 * The functions of a module that allocate and release, by name section and exports, and those that these lead to. Only functions with a body and
 * with the parameters of their role count; without one that releases there is nothing to tell a leak by.
 */
export function allocatorFunctions(module: WasmModule): readonly AllocatorFunction[] {
  const found = new Map<number, AllocatorFunction>();
  for (const [index, name] of namesOf(module)) {
    if (found.has(index)) continue;
    const type = typeOf(module, index);
    const role = type && ROLES.find(([pattern, candidate]) => pattern.test(name) && fits(candidate, type.params, type.results))?.[1];
    if (role) for (const behind of chainFrom(module, index)) if (!found.has(behind)) found.set(behind, { index: behind, name, role });
  }
  const functions = [...found.values()];
  const complete = functions.some(({ role }) => role.kind === 'release') && functions.some(({ role }) => role.kind !== 'release');
  return complete ? functions : [];
}

/** What is exported may only lead to the function that the module itself calls. */
function chainFrom(module: WasmModule, index: number): number[] {
  const chain = [index];
  for (let next = forwardedTo(module, index); next !== null && chain.length < MOST_FORWARDINGS && typeOf(module, next); next = forwardedTo(module, next)) chain.push(next);
  return chain;
}

/**
 * False where only wasm-bindgen's exports are known. They hand on to the allocator: what the module itself releases, as
 * it does with every string that it was given, never passes them.
 */
export function tellsLeaks(functions: readonly AllocatorFunction[]): boolean {
  return functions.some(({ name }) => !name.startsWith('__wbindgen_'));
}

/**
 * AssemblyScript's heap has a garbage collector (its runtimes `incremental` and `minimal`): a live block may be garbage
 * that it has yet to find. Gives the export that runs it, null where there is none; undefined for a heap without one.
 */
export function garbageCollector(module: WasmModule): string | null | undefined {
  const collect = [...module.names.functions].find(([, name]) => /^~lib\/rt\/i?tcms\/__collect$/.test(name));
  const isCollected = collect !== undefined || [...module.names.functions.values()].some((name) => /^~lib\/rt\/i?tcms\//.test(name));
  if (!isCollected) return undefined;
  return module.exports.find(({ kind, index }) => kind === 'func' && index === collect?.[0])?.name ?? null;
}

function* namesOf(module: WasmModule): Generator<readonly [index: number, name: string]> {
  yield* module.names.functions;
  for (const { kind, index, name } of module.exports) if (kind === 'func') yield [index, name];
}

function typeOf(module: WasmModule, index: number) {
  const defined = module.functions.withIndex(index);
  return defined && module.types[defined.typeIndex];
}

function fits(role: AllocatorRole, params: readonly ValueType[], results: readonly ValueType[]): boolean {
  const givesPointer = results.length === 1 && results[0] === 'i32';
  return role.params.includes(params.length) && params.every((type) => type === 'i32') && (role.kind === 'release' ? results.length === 0 : givesPointer);
}
