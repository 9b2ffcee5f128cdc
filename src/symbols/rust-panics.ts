import type { ModuleOffset } from '../base/offsets';
import { snapForward } from '../wasm/function-body';
import type { ModuleSymbols } from './module-symbols';

/** Functions that every panic comes through, as symbols (legacy and v0) and as the demangled names that some tools write. */
const PANIC_STARTS = /(?:^|::|\d)rust_begin_unwind$|panicking(?:::|\d+)(?:panic_fmt|panic_nounwind_fmt|begin_panic|rust_panic_with_hook|panic_with_hook)(?:::|17h|$)/;

/** By the name in the module. */
export const startsPanic = (name: string): boolean => PANIC_STARTS.test(name);

/** First instructions of the functions that a Rust panic begins in: there the parameters are still in their locals. */
export function panicPlaces(symbols: ModuleSymbols): ModuleOffset[] {
  const { module } = symbols;
  const named = [...module.names.functions].filter(([, name]) => startsPanic(name)).flatMap(([index]) => module.functions.withIndex(index)?.bodyStart ?? []);
  const starts = named.length > 0 || module.names.functions.size > 0 ? named : ['panicking::panic_fmt', 'rust_begin_unwind'].flatMap((name) => symbols.functionsNamed(name).map(({ start }) => start));
  return starts.flatMap((start) => snapForward(module, start) ?? []);
}
