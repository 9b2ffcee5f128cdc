import type { Patches } from './patches';

/**
 * Knows when a finalizer of the program runs (ECMA-262 § 9.12, CleanupFinalizationRegistry): glue frees linear memory
 * there, at a time that nobody chose. Told only of registries that are made from now on.
 */
export class Finalizers {
  private depth = 0;

  constructor(patches: Patches) {
    patches.proxyConstructor(globalThis, 'FinalizationRegistry', (target, [cleanup, ...rest], newTarget) => {
      const followed = typeof cleanup === 'function' ? this.following(cleanup as (held: unknown) => void) : cleanup;
      return Reflect.construct(target, [followed, ...rest], newTarget) as object;
    });
  }

  get isRunning(): boolean {
    return this.depth > 0;
  }

  private following(cleanup: (held: unknown) => void): (held: unknown) => void {
    return (held) => {
      this.depth++;
      try {
        cleanup(held);
      } finally {
        this.depth--;
      }
    };
  }
}
