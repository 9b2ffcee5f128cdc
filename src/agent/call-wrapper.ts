import type { CallHooks } from './probe';

export type AnyFunction = (...args: unknown[]) => unknown;

/** Switched off at uninstall: wrappers that the program kept only call the original from then on. */
export interface WrapperSwitch {
  on: boolean;
  onFault(error: unknown): void;
}

/**
 * A function that calls `original` between the hooks, entered in order and left in reverse. An arrow function, as
 * exported Wasm functions are no constructors either. An error in a hook is counted and ends there. This is the hottest
 * code of the agent: flat loops over arrays, and nothing is allocated for hooks that keep no state.
 */
export function wrapCall(original: AnyFunction, hooks: readonly CallHooks[], wrappers: WrapperSwitch): AnyFunction {
  const enters = hooks.map(({ enter }) => enter);
  const leaves = hooks.map(({ leave }) => leave);
  const fails = hooks.map(({ fail }) => fail);
  const count = hooks.length;
  return (...args) => {
    if (!wrappers.on) return original(...args);
    let states: unknown[] | undefined;
    for (let index = 0; index < count; index++) {
      try {
        const state = enters[index]?.(args);
        if (state !== undefined) (states ??= new Array<unknown>(count))[index] = state;
      } catch (fault) {
        wrappers.onFault(fault);
      }
    }
    let result: unknown;
    try {
      result = original(...args);
    } catch (error) {
      for (let index = count - 1; index >= 0; index--) {
        try {
          fails[index]?.(error, states?.[index]);
        } catch (fault) {
          wrappers.onFault(fault);
        }
      }
      throw error;
    }
    for (let index = count - 1; index >= 0; index--) {
      try {
        leaves[index]?.(result, states?.[index]);
      } catch (fault) {
        wrappers.onFault(fault);
      }
    }
    return result;
  };
}
