import { strip, type Member, type TypeInfo } from '../../../symbols/type-info';
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
    if (!isTraitItself(value)) return shown;
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
  if (!type) return undefined;
  return isTraitItself(value) ? value.placedAt(type, await path(value, 'pointer').number()) : withTail(await path(value, 'pointer').pointee(), type, await alignmentIn(vtable));
}

const isTraitItself = (value: Value): boolean => TRAIT.test(pointeeName(value.shape.name));
const TRAIT = /^\(?dyn /;

/** `RefCell<dyn Trait>` and the like: the last field, however deep, is the trait object, as far behind the others as its own alignment wants. */
function withTail(holder: Value, type: TypeInfo, alignment: number): Value | undefined {
  const outer = holder.shape;
  const tail = outer.kind === 'struct' ? outer.members.find((member) => offsetOfTrait(member) !== undefined) : undefined;
  if (outer.kind !== 'struct' || !tail) return undefined;
  const offsetBytes = Math.ceil(offsetOfTrait(tail)! / alignment) * alignment;
  const members = [...outer.members.filter((member) => member !== tail), { ...tail, type, offsetBytes }];
  return holder.as({ kind: 'struct', name: outer.name, flavour: outer.flavour, bases: [], variants: null, typeParameters: outer.typeParameters, sizeBytes: offsetBytes + (strip(type).sizeBytes ?? 0), members });
}

const MAX_DEPTH = 8;

function offsetOfTrait(member: Member, depth = 0): number | undefined {
  const shape = strip(member.type);
  if (TRAIT.test(shape.name)) return member.offsetBytes;
  const inner = shape.kind === 'struct' && depth < MAX_DEPTH ? shape.members.map((each) => offsetOfTrait(each, depth + 1)).find((offset) => offset !== undefined) : undefined;
  return inner === undefined ? undefined : member.offsetBytes + inner;
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
