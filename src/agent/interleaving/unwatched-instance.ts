import type { WasmModule } from '../../wasm/module';

/** Taken before anything is patched: an instance of ours must not be watched. */
const { Module, Instance, Memory, Global } = WebAssembly;

export interface UnwatchedInstance {
  readonly exports: WebAssembly.Exports;
  readonly memory: WebAssembly.Memory | undefined;
}

/** An instance of our own of `bytes`, a form of `module`; `answer` stands for every function that it imports. Throws as V8 does. */
export function unwatchedInstance(module: WasmModule, bytes: Uint8Array, answer: (name: string, args: readonly unknown[]) => unknown): UnwatchedInstance {
  const imports = Object.create(null) as WebAssembly.Imports;
  let memory: WebAssembly.Memory | undefined;
  for (const wanted of module.imports) {
    const namespace = (imports[wanted.module] ??= Object.create(null) as Record<string, unknown>);
    if (wanted.kind === 'memory') namespace[wanted.name] = memory = new Memory({ initial: module.memories[0]!.initialPages, ...(module.memories[0]!.maximumPages !== null && { maximum: module.memories[0]!.maximumPages }) });
    else if (wanted.kind === 'global') namespace[wanted.name] = zeroGlobal(module.globals[wanted.index]!);
    else namespace[wanted.name] = (...args: unknown[]) => answer(`${wanted.module}.${wanted.name}`, args);
  }
  const { exports } = new Instance(new Module(bytes), imports);
  const exported = module.exports.find(({ kind }) => kind === 'memory');
  return { exports, memory: memory ?? (exports[exported?.name ?? ''] as WebAssembly.Memory | undefined) };
}

function zeroGlobal({ type, mutable }: { type: string; mutable: boolean }): WebAssembly.Global {
  return new Global({ value: type === 'funcref' ? 'anyfunc' : type, mutable }, type === 'i64' ? 0n : type === 'funcref' ? null : 0);
}
