/** Replaces functions of the target and puts them back: the descriptor as it was, and only where ours is still there. */
export class Patches {
  private readonly undo: (() => void)[] = [];

  replace<Owner extends object, Key extends keyof Owner>(owner: Owner, key: Key, make: (original: Owner[Key]) => Owner[Key]): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const original = owner[key];
    const replacement = make(original);
    if (typeof original === 'function' && typeof replacement === 'function') dressAs(replacement, original);
    define(owner, key, descriptor, replacement);
    this.undo.push(() => {
      if (owner[key] !== replacement) return;
      if (descriptor) Object.defineProperty(owner, key, descriptor);
      else Reflect.deleteProperty(owner, key);
    });
  }

  /** A constructor stays itself for `instanceof`, statics and `prototype.constructor`; only `new` goes through the handler. */
  proxyConstructor<Owner extends object, Key extends keyof Owner>(owner: Owner, key: Key, construct: (target: Function, args: unknown[], newTarget: Function) => object): void {
    const Original = owner[key] as Function;
    const prototype = Original.prototype as { constructor: Function };
    const proxy = new Proxy(Original, { construct });
    define(owner, key, Object.getOwnPropertyDescriptor(owner, key), proxy);
    prototype.constructor = proxy;
    this.undo.push(() => {
      prototype.constructor = Original;
      if (owner[key] === proxy) owner[key] = Original as Owner[Key];
    });
  }

  accessor(owner: object, key: PropertyKey, accessors: { get(this: unknown): unknown; set?(this: unknown, value: unknown): void }): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key)!;
    Object.defineProperty(owner, key, { ...descriptor, ...accessors });
    this.undo.push(() => {
      if (Object.getOwnPropertyDescriptor(owner, key)?.get === accessors.get) Object.defineProperty(owner, key, descriptor);
    });
  }

  defer(undo: () => void): void {
    this.undo.push(undo);
  }

  /** Last first; one that fails does not keep the others from being undone. */
  undoAll(onError: (error: unknown) => void): void {
    for (let step = this.undo.pop(); step; step = this.undo.pop()) {
      try {
        step();
      } catch (error) {
        onError(error);
      }
    }
  }
}

function define(owner: object, key: PropertyKey, descriptor: PropertyDescriptor | undefined, value: unknown): void {
  const { enumerable = false, configurable = true, writable = true } = descriptor ?? {};
  Object.defineProperty(owner, key, { value, enumerable, configurable, writable });
}

/** The replacement looks like the original from outside: name, length, own properties (`util.promisify.custom`) and prototype. */
export function dressAs(replacement: Function, original: Function): void {
  for (const key of Reflect.ownKeys(original)) {
    const own = Object.getOwnPropertyDescriptor(replacement, key);
    if (own && !own.configurable) {
      if (own.writable) Reflect.set(replacement, key, Reflect.get(original, key));
      continue;
    }
    Object.defineProperty(replacement, key, Object.getOwnPropertyDescriptor(original, key)!);
  }
  if (Object.getPrototypeOf(replacement) !== Object.getPrototypeOf(original)) Object.setPrototypeOf(replacement, Object.getPrototypeOf(original) as object);
}
