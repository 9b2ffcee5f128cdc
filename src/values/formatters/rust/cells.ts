import type { EnumType } from '../../../symbols/type-info';
import { isSameNumber, signedOf } from '../../scalar';
import { Unavailable } from '../../storage';
import type { Formatter, Value } from '../../value';
import { UnknownLayout, standIn } from '../formatter';
import { memberNamed, path } from '../layout';
import { addressIn, isLibraryType } from './pointers';
import { scalarInside } from './wrappers';

/** The counter of a RefCell: how many read it, or below zero that somebody writes. */
export const rustRefCell = standIn({
  name: 'Rust RefCell',
  matches: (shape) => isLibraryType(shape, 'RefCell'),
  target: (value) => Promise.resolve(path(value, 'value')),
  async note(value) {
    const count = signedOf(await path(value, 'borrow').bytes());
    return count === 0n ? '' : count < 0n ? 'mutably borrowed' : count === 1n ? 'borrowed' : `borrowed ${count} times`;
  },
});

export const rustMutex = standIn({
  name: 'Rust Mutex',
  matches: (shape) => isLibraryType(shape, 'Mutex', 'ReentrantMutex', 'ReentrantLock'),
  target: (value) => Promise.resolve(path(value, 'data')),
  note: async (value) => notes((await numberIn(value, 'inner')) === 0n ? '' : 'locked', await poisonOf(value)),
});

/** All ones below the two bits of the futex's flags: somebody writes. */
const FUTEX_WRITER = 0x3fff_ffffn;

/** Without threads the lock is signed and -1 for a writer, with them a futex; readers are counted in both. */
export const rustRwLock = standIn({
  name: 'Rust RwLock',
  matches: (shape) => isLibraryType(shape, 'RwLock'),
  target: (value) => Promise.resolve(path(value, 'data')),
  async note(value) {
    const lock = await numberIn(value, 'inner');
    const readers = lock & FUTEX_WRITER;
    const held = readers === 0n ? '' : readers === FUTEX_WRITER ? 'locked for writing' : `locked by ${readers} reader${readers === 1n ? '' : 's'}`;
    return notes(held, await poisonOf(value));
  },
});

/** What guards a borrow or a lock stands for what it guards. */
export const rustGuard = standIn({
  name: 'Rust guard',
  matches: (shape) => isLibraryType(shape, 'Ref', 'RefMut', 'MutexGuard', 'RwLockReadGuard', 'RwLockWriteGuard', 'ReentrantMutexGuard', 'ReentrantLockGuard'),
  async target(value) {
    const direct = memberNamed(value, 'value') ?? memberNamed(value, 'data');
    if (direct) return addressIn(direct).pointee();
    return path(await addressIn(path(value, 'lock')).pointee(), 'data');
  },
});

/** `OnceLock` and `LazyLock`: a value only once its `Once` is complete. */
export const rustOnce: Formatter = standIn({
  name: 'Rust OnceLock',
  matches: (shape) => isLibraryType(shape, 'OnceLock', 'LazyLock'),
  async target(value) {
    const state = scalarInside(path(value, 'once'));
    if (state.shape.kind !== 'enum') throw new UnknownLayout(value.type.name);
    if ((await enumeratorOf(state, state.shape)) !== 'Complete') throw new Unavailable('not initialised yet');
    // Of a LazyLock a union: of the value, and of the function that makes it.
    return memberNamed(value, 'value') ?? path(value, 'data', 'value', 'value');
  },
});

async function enumeratorOf(value: Value, { enumerators }: EnumType): Promise<string | undefined> {
  const stored = await value.unsigned();
  return enumerators.find((each) => isSameNumber(each.value, stored, value.sizeBytes))?.name;
}

/** Where panics abort, nothing is ever poisoned and the flag takes no room. */
async function poisonOf(value: Value): Promise<string> {
  return (await numberIn(value, 'poison')) === 0n ? '' : 'poisoned';
}

async function numberIn(value: Value, name: string): Promise<bigint> {
  const member = memberNamed(value, name);
  if (!member || member.shape.sizeBytes === 0) return 0n;
  return scalarInside(member).unsigned();
}

const notes = (...parts: string[]): string => parts.filter((part) => part !== '').join(', ');
