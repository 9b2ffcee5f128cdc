import { assemble, assembleLocals, type Assembly } from '../../wasm/rewrite/assemble';
import { ModuleRewriter, type RewrittenModule } from '../../wasm/rewrite/module-rewriter';
import type { WasmModule } from '../../wasm/module';
import { exportStackPointer } from '../stack-pointer';
import { exportStateGlobals } from '../state-globals';
import type { AllocatorFunction, AllocatorRole } from './allocator-functions';

/** Exports that the rewritten module has beside its own. */
export const HOOK_TABLE = 'wasmscope:allocation-hook';
export const HOOK_STATE = 'wasmscope:allocation-state';

/** Values of the global HOOK_STATE. Only `ready` calls the hook; `inside` keeps nested calls from counting twice. */
export const HookState = { off: 0, ready: 1, inside: 2 } as const;

/**
 * Called after each outermost call of an allocator function. `released` and `allocated` are addresses, 0 for none;
 * `stackPointer` is the shadow stack's, which tells call paths apart at no cost.
 */
export type AllocationHook = (functionPosition: number, released: number, allocated: number, sizeBytes: number, stackPointer: number) => void;
export const HOOK_TYPE = { params: ['i32', 'i32', 'i32', 'i32', 'i32'], results: [] } as const;

/**
 * Moves each allocator function's body to a new function and puts in its place one that calls it and then the hook.
 * The hook is reached through a table, since a further import would change what the module asks of its glue.
 */
export function hookAllocations(module: WasmModule, functions: readonly AllocatorFunction[]): RewrittenModule {
  const rewriter = new ModuleRewriter(module);
  const hookType = rewriter.addType(HOOK_TYPE);
  const table = rewriter.addTable(1);
  const state = rewriter.addGlobal({ type: 'i32', mutable: true }, HookState.off);
  rewriter.addExport({ name: HOOK_TABLE, kind: 'table', index: table });
  rewriter.addExport({ name: HOOK_STATE, kind: 'global', index: state });
  exportStackPointer(rewriter, module);
  exportStateGlobals(rewriter, module);
  const stackPointer = stackPointerGlobal(module);
  functions.forEach(({ index, role, name }, position) => {
    const own = module.functions.withIndex(index)!;
    const type = module.types[own.typeIndex]!;
    const original = rewriter.addFunction(own.typeIndex, { parts: [{ start: own.bodyStart, end: own.bodyEnd }], origin: own.bodyStart }, name);
    const code = wrapper({ role, position, original, hookType, table, state, stackPointer, params: type.params.length, hasResult: type.results.length > 0 });
    rewriter.replaceBody(index, { parts: [assembleLocals([1, 'i32']), assemble(code)], origin: own.bodyStart });
  });
  return rewriter.finish();
}

/** By its name, or as lld lays it out: the first mutable i32 global. null where there is none. */
function stackPointerGlobal(module: WasmModule): number | null {
  for (const [index, name] of module.names.globals) if (name === '__stack_pointer') return index;
  const first = module.globals.findIndex(({ type, mutable }) => type === 'i32' && mutable);
  return first < 0 ? null : first;
}

interface Wrapper {
  readonly role: AllocatorRole;
  readonly position: number;
  /** Function that has the moved body. */
  readonly original: number;
  readonly hookType: number;
  readonly table: number;
  readonly state: number;
  readonly stackPointer: number | null;
  readonly params: number;
  readonly hasResult: boolean;
}

/** The only local beside the parameters holds the result. */
function wrapper(at: Wrapper): Assembly[] {
  const result = at.params;
  const parameters = Array.from({ length: at.params }, (_, index): Assembly => ['local.get', index]);
  const callOriginal: Assembly[] = [...parameters, ['call', at.original]];
  const setState = (value: number): Assembly[] => [['i32.const', value], ['global.set', at.state]];
  return [
    ['global.get', at.state], ['i32.const', HookState.ready], ['i32.ne'],
    ['if', ''], ...callOriginal, ['return'], ['end'],
    ...setState(HookState.inside),
    ...callOriginal, ...(at.hasResult ? [['local.set', result] as Assembly] : []),
    ...setState(HookState.ready),
    ...reported(at, result),
    ['i32.const', 0], ['call_indirect', at.hookType, at.table],
    ...(at.hasResult ? [['local.get', result] as Assembly] : []),
    ['end'],
  ];
}

/** Pushes the hook's arguments. */
function reported({ role, position, params, stackPointer }: Wrapper, result: number): Assembly[] {
  const parameter = (index: number): Assembly => ['local.get', index < 0 ? params + index : index];
  const path: Assembly = stackPointer === null ? ['i32.const', 0] : ['global.get', stackPointer];
  const zero: Assembly = ['i32.const', 0];
  const head: Assembly = ['i32.const', position];
  switch (role.kind) {
    case 'release':
      return [head, parameter(role.pointer), zero, zero, path];
    case 'reallocate': {
      // A failed reallocation (result 0, size not 0) leaves the old block alone.
      const released: Assembly[] = [parameter(role.pointer), zero, ['local.get', result], parameter(role.size), ['i32.eqz'], ['i32.or'], ['select']];
      return [head, ...released, ['local.get', result], parameter(role.size), path];
    }
    case 'allocate': {
      const size: Assembly[] = role.count === undefined ? [parameter(role.size)] : [parameter(role.count), parameter(role.size), ['i32.mul']];
      if (role.out === undefined) return [head, zero, ['local.get', result], ...size, path];
      // posix_memalign: the address is stored only where the result, an error number, is 0.
      const stored: Assembly[] = [['local.get', result], ['if', 'i32'], zero, ['else'], parameter(role.out), ['i32.load', 2, 0], ['end']];
      return [head, zero, ...stored, ...size, path];
    }
  }
}
