import type { TypeInfo } from '../../../symbols/type-info';
import { rustTypeText } from '../../rust-type-text';
import { Value, type Formatter } from '../../value';
import { partsOf } from '../formatter';
import { path } from '../layout';
import { alignmentIn, firstParameter, isTraitPointer, pointeeName } from './pointers';

/** `&dyn Trait`, `Box<dyn Trait>`: the concrete type is the one whose table of methods the pointer carries. */
export const rustTraitObject: Formatter = {
  name: 'Rust trait object',
  matches: isTraitPointer,
  async summary(value, inside) {
    const concrete = await concreteValue(value);
    if (!concrete) return untypedText(value);
    const shown = await inside.showTarget(concrete);
    return `${rustTypeText(concrete.type.name)}${shown.startsWith('(') ? '' : ' '}${shown}`;
  },
  async parts(value, inside) {
    const concrete = await concreteValue(value);
    return concrete ? ((await inside.parts(await concrete.readAhead())) ?? partsOf([{ name: '*', value: concrete }])) : null;
  },
  target: concreteValue,
};

async function concreteValue(value: Value): Promise<Value | undefined> {
  const vtable = path(value, 'vtable');
  await alignmentIn(vtable);
  const type = await value.context.typeWithVtable?.(await vtable.number());
  return type && value.placedAt(type, await path(value, 'pointer').number());
}

/** Without a description of its type, the function that drops it, first in its table, tells something: types dropped alike share one. */
async function untypedText(value: Value): Promise<string> {
  const drop = new Value(INDEX, (await path(value, 'vtable').pointee()).storage, value.context);
  const slot = await drop.number();
  const name = slot === 0 ? undefined : await value.context.functionInTable?.(slot);
  const dropped = name && /^core::ptr::drop_(?:in_place|glue)(?:::)?</.test(name) ? `, dropped as ${rustTypeText(firstParameter(name))}` : '';
  return `${rustTypeText(pointeeName(value.shape.name))} at 0x${(await path(value, 'pointer').number()).toString(16)}${dropped}`;
}

const INDEX: TypeInfo = { kind: 'base', name: 'usize', sizeBytes: 4, encoding: 'unsigned' };
