import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** What there is to say of an offset that neither debug information nor names say anything of: the number of its function. */
export function unknownPlace({ module }: ModuleSymbols, offset: ModuleOffset): string {
  const fn = module.functionAt(offset);
  return fn ? `function[${fn.index}], of which neither name nor source is known` : 'nothing is known of this offset: no function is there';
}
