import { heldValue, type Formatter, type Value } from '../../value';
import { UnknownLayout, partsOf } from '../formatter';
import { memberNamed, path } from '../layout';
import { contentBehind, firstParameter, isLibraryType, pointerInside } from './pointers';
import { scalarInside } from './wrappers';

interface Shared {
  readonly content: Value;
  readonly counter: Value;
  readonly strong: number;
  /** Without the one that all the strong ones hold together. */
  readonly weak: number;
}

/** `Rc` and `Arc`: the value shared, and how many share it. */
export const rustShared: Formatter = {
  name: 'Rust Rc and Arc',
  matches: (shape) => isLibraryType(shape, 'Rc', 'Arc') && shape.members.some((member) => member.name === 'ptr'),
  async summary(value, inside) {
    const { content, strong, weak } = await shared(value);
    return `${await inside.showTarget(content)} (strong ${strong}, weak ${weak})`;
  },
  async parts(value) {
    const { content, strong, weak, counter } = await shared(value);
    const count = (number: number): Value => heldValue(counter.type, BigInt(number), value.context);
    return partsOf([{ name: 'value', value: content }, { name: 'strong', value: count(strong) }, { name: 'weak', value: count(weak) }]);
  },
  target: async (value) => (await shared(value)).content,
};

/** A `Weak` whose value is gone, or that never had one, holds nothing. */
export const rustWeak: Formatter = {
  name: 'Rust Weak',
  matches: (shape) => isLibraryType(shape, 'Weak') && shape.members.some((member) => member.name === 'ptr'),
  async summary(value, inside) {
    if (await isDangling(value)) return 'no value (made by Weak::new)';
    const { content, strong, weak } = await shared(value);
    return strong === 0 ? `value dropped (weak ${weak + 1})` : `${await inside.showTarget(content)} (strong ${strong}, weak ${weak})`;
  },
  parts: async (value, inside) => ((await isAlive(value)) ? rustShared.parts!(value, inside) : null),
  target: async (value) => ((await isAlive(value)) ? rustShared.target!(value) : undefined),
};

const isAlive = async (value: Value): Promise<boolean> => !(await isDangling(value)) && (await shared(value)).strong > 0;

/** `Weak::new` points to the last address there is. */
async function isDangling(value: Value): Promise<boolean> {
  const pointer = pointerInside(path(value, 'ptr'));
  if (pointer.shape.kind !== 'pointer') return false;
  return (await pointer.unsigned()) === BigInt.asUintN(pointer.sizeBytes * 8, -1n);
}

async function shared(value: Value): Promise<Shared> {
  const pointer = pointerInside(path(value, 'ptr'));
  const address = pointer.shape.kind === 'struct' ? (memberNamed(pointer, 'data_ptr') ?? path(pointer, 'pointer')) : pointer;
  const inner = await (await address.pointee()).readAhead();
  const content = memberNamed(inner, 'value') ?? memberNamed(inner, 'data');
  if (!content) throw new UnknownLayout(inner.type.name);
  const counter = path(inner, 'strong');
  return {
    content: await contentBehind(pointer, content, firstParameter(value.shape.name)),
    counter: scalarInside(counter),
    strong: await counter.number(),
    weak: (await path(inner, 'weak').number()) - 1,
  };
}
