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

/** Several probes' hooks of one function as one: entered in order, left in reverse. */
export function joinHooks(all: readonly CallHooks[]): CallHooks {
  return all.reduce((outer, inner) => joinTwo(outer, inner));
}

/** Where only one of the two keeps a state, that is the state: no pair is made in a call. */
function joinTwo(outer: CallHooks, inner: CallHooks): CallHooks {
  const { enter: enterOuter } = outer;
  const { enter: enterInner } = inner;
  if (enterOuter && enterInner) {
    return {
      enter: (args) => ({ outer: enterOuter(args), inner: enterInner(args) }),
      leave(result, state) {
        const both = state as { outer: unknown; inner: unknown } | undefined;
        inner.leave?.(result, both?.inner);
        outer.leave?.(result, both?.outer);
      },
      fail(error, state) {
        const both = state as { outer: unknown; inner: unknown } | undefined;
        inner.fail?.(error, both?.inner);
        outer.fail?.(error, both?.outer);
      },
    };
  }
  const enter = enterOuter ?? enterInner;
  return {
    ...(enter && { enter }),
    leave(result, state) {
      inner.leave?.(result, state);
      outer.leave?.(result, state);
    },
    fail(error, state) {
      inner.fail?.(error, state);
      outer.fail?.(error, state);
    },
  };
}
