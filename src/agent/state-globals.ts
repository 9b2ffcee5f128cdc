import type { GlobalType, WasmModule } from '../wasm/module';
import type { ModuleRewriter } from '../wasm/rewrite/module-rewriter';
import { memoryLayout } from './interleaving/memory-layout';

const NUMERIC: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64']);
/** Modules with more than this keep their state elsewhere, too. */
const MOST = 256;

/** A mutable global of numbers, and the name under which it is, or can be, exported. */
export interface StateGlobal {
  readonly index: number;
  readonly name: string;
  readonly type: GlobalType['type'];
}

const known = new WeakMap<WasmModule, readonly StateGlobal[]>();

/** Where a module keeps state outside of its memory; the pointer of the shadow stack is none. */
export function stateGlobals(module: WasmModule): readonly StateGlobal[] {
  let globals = known.get(module);
  if (!globals) known.set(module, (globals = findGlobals(module)));
  return globals;
}

function findGlobals(module: WasmModule): StateGlobal[] {
  const { stackGlobal } = memoryLayout(module);
  return module.globals.flatMap(({ mutable, type }, index) => {
    if (!mutable || !NUMERIC.has(type) || index === stackGlobal) return [];
    const exported = module.exports.find((each) => each.kind === 'global' && each.index === index);
    return [{ index, name: exported?.name ?? `wasmscope:global-${index}`, type }];
  }).slice(0, MOST);
}

/** Makes them readable from outside. False where there is nothing to add. */
export function exportStateGlobals(rewriter: ModuleRewriter, module: WasmModule): boolean {
  const hidden = stateGlobals(module).filter(({ index }) => !module.exports.some((each) => each.kind === 'global' && each.index === index));
  for (const { index, name } of hidden) rewriter.addExport({ name, kind: 'global', index });
  return hidden.length > 0;
}
