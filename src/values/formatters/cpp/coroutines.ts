import { strip, type TypeInfo } from '../../../symbols/type-info';
import type { Formatter, Value } from '../../value';
import { partsOf } from '../formatter';
import { memberNamed, path, typeParameter } from '../layout';
import { alignedFor, isLibraryType } from './library';

const SLOT: TypeInfo = { kind: 'base', name: 'function', sizeBytes: 4, encoding: 'unsigned' };
const VOID = /^void$/;

/**
 * `std::coroutine_handle<Promise>`: a frame of LLVM begins with the function that resumes it, 0 once it has run to its end, and
 * the one that destroys it; the promise follows.
 */
export const cppCoroutine: Formatter = {
  name: 'libc++ coroutine_handle',
  matches: (shape) => isLibraryType(shape, 'coroutine_handle'),
  async summary(value, inside) {
    const frame = await frameOf(value);
    if (!frame) return 'null';
    const [resume, destroy] = [await frame.number(), await frame.offsetBy(SLOT.sizeBytes!).number()];
    const name = (await value.context.functionInTable?.(resume || destroy))?.replace(/ ?[[(.].*$/, '') ?? 'coroutine';
    const promise = promiseIn(value, frame);
    return `${name} ${resume === 0 ? 'finished' : 'suspended'}${promise ? ` ${await inside.show(promise)}` : ''}`;
  },
  async target(value) {
    const frame = await frameOf(value);
    return frame && promiseIn(value, frame);
  },
  async parts(value) {
    const promise = await this.target!(value);
    return promise ? partsOf([{ name: 'promise', value: promise }]) : null;
  },
};

async function frameOf(value: Value): Promise<Value | undefined> {
  const address = await (memberNamed(value, '__handle_') ?? path(value, '__h_')).number();
  return address === 0 ? undefined : value.placedAt(SLOT, address);
}

function promiseIn(value: Value, frame: Value): Value | undefined {
  const type = typeParameter(value, '_Promise');
  return type && !VOID.test(strip(type).name) && strip(type).sizeBytes !== null ? frame.offsetBy(alignedFor(type, 2 * SLOT.sizeBytes!)).as(type) : undefined;
}
