import { textOfBytes } from '../../text';
import type { Text, Value } from '../../value';
import { textRow } from '../formatter';
import { memberNamed, path } from '../layout';
import { addressIn, isLibraryType, isSlicePointer, pointeeName, pointeeOrEmpty, vecInside } from './pointers';
import { scalarInside } from './wrappers';

const TEXTS = /^(?:str|(?:\w+::)*(?:OsStr|Path|CStr))$/;

/** `&str`, `&mut str`, `Box<str>`, and the same of `OsStr`, `Path` and `CStr`: a pointer and a length in bytes. */
export const rustStr = textRow({
  name: 'Rust str',
  matches: (shape) => isSlicePointer(shape) && TEXTS.test(pointeeName(shape.name)),
  async text(value) {
    const nul = pointeeName(value.shape.name).endsWith('CStr') ? 1 : 0;
    return textAt(path(value, 'data_ptr'), (await path(value, 'length').number()) - nul);
  },
});

export const rustString = textRow({
  name: 'Rust String',
  matches: (shape) => isLibraryType(shape, 'String', 'OsString', 'PathBuf'),
  async text(value) {
    const bytes = vecInside(value);
    return textAt(addressIn(path(bytes, 'buf')), await path(bytes, 'len').number());
  },
  async room(value) {
    const bytes = vecInside(value);
    const buffer = path(bytes, 'buf');
    const length = path(bytes, 'len');
    if (length.address === null) return undefined;
    const capacity = await scalarInside(memberNamed(buffer, 'cap') ?? path(buffer, 'inner', 'cap')).number();
    return { address: await addressIn(buffer).number(), unitBytes: 1, capacity, hasNul: false, lengths: (units) => [{ place: length, value: BigInt(units) }] };
  },
});

/** `CString`: a boxed slice that ends with a NUL. */
export const rustCString = textRow({
  name: 'Rust CString',
  matches: (shape) => isLibraryType(shape, 'CString'),
  async text(value) {
    const bytes = path(value, 'inner');
    return textAt(path(bytes, 'data_ptr'), (await path(bytes, 'length').number()) - 1);
  },
});

async function textAt(pointer: Value, lengthBytes: number): Promise<Text> {
  return textOfBytes(await pointeeOrEmpty(pointer), lengthBytes);
}
