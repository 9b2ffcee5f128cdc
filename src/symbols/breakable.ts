import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import { breakableOffsets } from '../wasm/function-body';
import type { ModuleSymbols } from './module-symbols';

/** Where V8 can stop in `[start, end)` of one function, ascending; undefined where the body can't be read to its end. */
export function breakableIn({ module }: ModuleSymbols, start: ModuleOffset, end: ModuleOffset): ModuleOffset[] | undefined {
  const fn = module.functionAt(start);
  const offsets = fn && breakableOffsets(module, fn);
  if (!fn || offsets?.at(-1) !== fn.bodyEnd - 1) return undefined;
  return [...offsets].filter((offset) => offset >= start && offset < end).map(moduleOffset);
}
