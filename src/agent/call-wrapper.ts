import type { CallHooks } from './probe';

export type AnyFunction = (...args: unknown[]) => unknown;

/** Switched off at uninstall: wrappers that the program kept only call the original from then on. */
export interface WrapperSwitch {
  on: boolean;
  onFault(error: unknown): void;
}

/**
 * A function that calls `original` between the hooks. An arrow function, as exported Wasm functions are no constructors
 * either. An error in a hook is counted and ends there.
 */
export function wrapCall(original: AnyFunction, hooks: CallHooks, wrappers: WrapperSwitch): AnyFunction {
  const { enter, leave, fail } = hooks;
  return (...args) => {
    if (!wrappers.on) return original(...args);
    let state: unknown;
    if (enter) {
      try {
        state = enter(args);
      } catch (fault) {
        wrappers.onFault(fault);
      }
    }
    let result: unknown;
    try {
      result = original(...args);
    } catch (error) {
      try {
        fail?.(error, state);
      } catch (fault) {
        wrappers.onFault(fault);
      }
      throw error;
    }
    if (leave) {
      try {
        leave(result, state);
      } catch (fault) {
        wrappers.onFault(fault);
      }
    }
    return result;
  };
}

/** Several probes' hooks of one function as one; left in the reverse order, states travel as an array. */
export function joinHooks(all: readonly CallHooks[]): CallHooks {
  if (all.length === 1) return all[0]!;
  const reversed = [...all].reverse();
  const last = all.length - 1;
  return {
    enter: (args) => all.map((hooks) => hooks.enter?.(args)),
    leave: (result, states) => reversed.forEach((hooks, index) => hooks.leave?.(result, (states as unknown[])[last - index])),
    fail: (error, states) => reversed.forEach((hooks, index) => hooks.fail?.(error, (states as unknown[])[last - index])),
  };
}
