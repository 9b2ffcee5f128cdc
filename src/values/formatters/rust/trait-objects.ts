import type { Formatter, Value } from '../../value';
import { UnknownLayout, partsOf } from '../formatter';
import { path } from '../layout';
import { isTraitPointer } from './pointers';

/** `&dyn Trait`, `Box<dyn Trait>`: the concrete type is the one whose table of methods the pointer carries. */
export const rustTraitObject: Formatter = {
  name: 'Rust trait object',
  matches: isTraitPointer,
  async summary(value, inside) {
    const concrete = await concreteValue(value);
    const shown = await inside.showTarget(concrete);
    return `${concrete.type.name}${shown.startsWith('(') ? '' : ' '}${shown}`;
  },
  async parts(value, inside) {
    const concrete = await concreteValue(value);
    return (await inside.parts(await concrete.readAhead())) ?? partsOf([{ name: '*', value: concrete }]);
  },
  target: concreteValue,
};

async function concreteValue(value: Value): Promise<Value> {
  const type = await value.context.typeWithVtable?.(await path(value, 'vtable').number());
  if (!type) throw new UnknownLayout(`${value.type.name} of an unknown type`);
  return value.placedAt(type, await path(value, 'pointer').number());
}
