import { memoryLayout } from './interleaving/memory-layout';
import type { InstanceRecord } from './probe';
import type { WasmModule } from '../wasm/module';
import type { ModuleRewriter } from '../wasm/rewrite/module-rewriter';

const EXPORT = 'wasmscope:stack-pointer';

/** Makes the pointer of the shadow stack readable from outside, where the module has one. */
export function exportStackPointer(rewriter: ModuleRewriter, module: WasmModule): boolean {
  const { stackGlobal } = memoryLayout(module);
  if (stackGlobal === null) return false;
  rewriter.addExport({ name: EXPORT, kind: 'global', index: stackGlobal });
  return true;
}

/** Of an instance whose module was rewritten so, or that exports the pointer itself. */
export function stackPointerOf(record: InstanceRecord): WebAssembly.Global | null {
  const { module } = record.compiled;
  const { stackGlobal } = memoryLayout(module);
  const name = module.exports.find(({ kind, index }) => kind === 'global' && index === stackGlobal)?.name ?? EXPORT;
  const pointer = record.exports()?.[name];
  return pointer instanceof WebAssembly.Global ? pointer : null;
}
