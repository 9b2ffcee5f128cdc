import type { InstanceId } from '../trace/event';
import type { CompiledModule } from './compiled-module';
import type { BoundaryFunction, InstanceRecord } from './probe';

/** An instance is never kept alive by us: it and its memories are held weakly. */
export class LiveInstance implements InstanceRecord {
  ref: WeakRef<WebAssembly.Instance>;
  private readonly memoryRefs: WeakRef<WebAssembly.Memory>[] = [];

  constructor(
    readonly id: InstanceId,
    readonly compiled: CompiledModule,
    private readonly exportsOf: (instance: WebAssembly.Instance) => WebAssembly.Exports,
  ) {
    this.ref = NO_INSTANCE;
  }

  bind(instance: WebAssembly.Instance): void {
    this.ref = new WeakRef(instance);
  }

  addMemory(memory: WebAssembly.Memory): void {
    if (!this.memories().includes(memory)) this.memoryRefs.push(new WeakRef(memory));
  }

  exports(): WebAssembly.Exports | undefined {
    const instance = this.ref.deref();
    return instance && this.exportsOf(instance);
  }

  memories(): readonly WebAssembly.Memory[] {
    return this.memoryRefs.flatMap((ref) => ref.deref() ?? []);
  }

  typeOfExport(name: string): BoundaryFunction['type'] {
    const { module } = this.compiled;
    const index = module.exports.find((each) => each.kind === 'func' && each.name === name)?.index;
    if (index === undefined) return undefined;
    const imported = module.imports.find((each) => each.kind === 'func' && each.index === index);
    const typeIndex = imported ? imported.typeIndex : module.functions.withIndex(index)?.typeIndex;
    return typeIndex === undefined ? undefined : module.types[typeIndex];
  }
}

const NO_INSTANCE = { deref: () => undefined } as unknown as WeakRef<WebAssembly.Instance>;
