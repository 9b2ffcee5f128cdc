import type { TypeInfo } from '../../../symbols/type-info';
import { dynamicPointee } from '../../dynamic-type';
import { heldValue, type Formatter, type Parts, type Value } from '../../value';
import { partsOf } from '../formatter';
import { memberNamed, path } from '../layout';
import { anyOf, isLibraryType } from './library';

/** Shown as the pointer that it holds. */
export const cppUniquePointer: Formatter = {
  name: 'libc++ unique_ptr',
  matches: (shape) => isLibraryType(shape, 'unique_ptr'),
  summary: (value, inside) => inside.showTarget(held(value)),
  parts: (value, inside) => inside.parts(held(value)),
  target: (value) => Promise.resolve(held(value)),
};

const held = (value: Value): Value => anyOf(value, '__ptr_');

/** `shared_ptr`: with how many share it, and how many `weak_ptr` look at it. */
export const cppSharedPointer: Formatter = {
  name: 'libc++ shared_ptr',
  matches: (shape) => isLibraryType(shape, 'shared_ptr'),
  async summary(value, inside) {
    const counts = await countsOf(value);
    const shown = await inside.showTarget(held(value));
    return counts ? `${shown} (strong ${counts.strong}, weak ${counts.weak})` : shown;
  },
  parts: sharedParts,
  target: (value) => Promise.resolve(held(value)),
};

export const cppWeakPointer: Formatter = {
  name: 'libc++ weak_ptr',
  matches: (shape) => isLibraryType(shape, 'weak_ptr'),
  async summary(value, inside) {
    const counts = await countsOf(value);
    if (!counts) return 'null';
    if (counts.strong === 0) return `expired (weak ${counts.weak})`;
    return `${await inside.showTarget(held(value))} (strong ${counts.strong}, weak ${counts.weak})`;
  },
  async parts(value) {
    const counts = await countsOf(value);
    return counts && counts.strong > 0 ? sharedParts(value) : null;
  },
  target: async (value) => ((await countsOf(value))?.strong ? held(value) : undefined),
};

async function sharedParts(value: Value): Promise<Parts | null> {
  const counts = await countsOf(value);
  const pointer = held(value);
  if (!counts || (await pointer.number()) === 0) return null;
  const number = (count: number): Value => heldValue(LONG, BigInt(count), value.context);
  return partsOf([{ name: '*', value: await dynamicPointee(pointer) }, { name: 'strong', value: number(counts.strong) }, { name: 'weak', value: number(counts.weak) }]);
}

const LONG: TypeInfo = { kind: 'base', name: 'long', sizeBytes: 4, encoding: 'signed' };

/**
 * Both counts of the control block are one less than what they count. The block's type is seldom in the debug
 * information (its key function is in the library): a pointer to its virtual table, then the counts.
 */
async function countsOf(value: Value): Promise<{ strong: number; weak: number } | undefined> {
  const pointer = path(value, '__cntrl_');
  const address = await pointer.number();
  if (address === 0) return undefined;
  const block = await pointer.pointee();
  const word = pointer.sizeBytes;
  const counter = async (name: string, index: number): Promise<number> => {
    const own = memberNamed(block, name);
    const read = own ?? value.placedAt({ ...LONG, sizeBytes: word }, address + index * word);
    return Number(BigInt.asIntN(word * 8, await read.unsigned()));
  };
  const strong = (await counter('__shared_owners_', 1)) + 1;
  const weak = await counter('__shared_weak_owners_', 2);
  return { strong, weak: strong > 0 ? weak : weak + 1 };
}
