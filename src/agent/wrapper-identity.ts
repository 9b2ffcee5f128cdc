import { dressAs, type Patches } from './patches';
import type { AnyFunction } from './call-wrapper';

/**
 * Wrapped exports pass for the originals everywhere the program may put them: tables, funcref globals, JSPI, imports of
 * another instance take the original; what is read back from tables and globals is the wrapper again.
 */
export class WrapperIdentity {
  private readonly originalOf = new WeakMap<object, Function>();
  private readonly wrapperFor = new WeakMap<object, Function>();
  private readonly promisingWrap = new WeakMap<object, (promising: AnyFunction) => AnyFunction>();

  constructor(private readonly patches: Patches) {}

  link(wrapper: Function, original: Function, wrapPromising: (promising: AnyFunction) => AnyFunction): void {
    dressAs(wrapper, original);
    this.originalOf.set(wrapper, original);
    this.wrapperFor.set(original, wrapper);
    this.promisingWrap.set(wrapper, wrapPromising);
  }

  unwrap(value: unknown): unknown {
    return typeof value === 'function' ? (this.originalOf.get(value) ?? value) : value;
  }

  wrapperOf(original: unknown): Function | undefined {
    return typeof original === 'function' ? this.wrapperFor.get(original) : undefined;
  }

  /** An exported Wasm function that we have wrapped: it goes from module to module without JavaScript between. */
  isWasmFunction(value: Function): boolean {
    return this.wrapperFor.has(value);
  }

  install(): void {
    const { Table, Global } = WebAssembly;
    const unwrap = (value: unknown): unknown => this.unwrap(value);
    const rewrap = (value: unknown): unknown => this.wrapperOf(value) ?? value;
    this.patches.replace(Table.prototype, 'set', (set) => function (this: WebAssembly.Table, ...args: unknown[]) {
      return Reflect.apply(set, this, args.map(unwrap)) as void;
    });
    this.patches.replace(Table.prototype, 'grow', (grow) => function (this: WebAssembly.Table, ...args: unknown[]) {
      return Reflect.apply(grow, this, args.map(unwrap)) as number;
    });
    this.patches.replace(Table.prototype, 'get', (get) => function (this: WebAssembly.Table, ...args: unknown[]) {
      return rewrap(Reflect.apply(get, this, args));
    });
    for (const name of ['Table', 'Global'] as const) {
      this.patches.proxyConstructor(WebAssembly, name, (target, args, newTarget) => Reflect.construct(target, args.map(unwrap), newTarget) as object);
    }
    const original = Object.getOwnPropertyDescriptor(Global.prototype, 'value')!;
    this.patches.accessor(Global.prototype, 'value', {
      get() {
        return rewrap(original.get!.call(this));
      },
      set(value) {
        original.set!.call(this, unwrap(value));
      },
    });
    this.installPromising();
  }

  /** `WebAssembly.promising(f)` wants the Wasm function itself; its calls are calls of the export that give a promise. */
  private installPromising(): void {
    const jspi = WebAssembly as typeof WebAssembly & { promising?: (wasmFunction: Function) => AnyFunction };
    if (!jspi.promising) return;
    this.patches.replace(jspi, 'promising', (promising) => (wasmFunction) => {
      const made = promising!(this.unwrap(wasmFunction) as Function);
      const wrap = this.promisingWrap.get(wasmFunction);
      if (!wrap) return made;
      const wrapper = wrap(made);
      dressAs(wrapper, made);
      return wrapper;
    });
  }
}
