import type { TypeInfo } from '../../../symbols/type-info';
import { textOfBytes } from '../../text';
import type { Value } from '../../value';
import { UnknownLayout, sequence, textRow } from '../formatter';
import { memberNamed, path, plainName } from '../layout';
import { sequenceRow } from '../list';
import { isLibraryType } from './library';

/** What stands before the buffer, in words: tables of virtual functions, and of what reads the count of characters read. */
const WORDS_BEFORE: Readonly<Record<string, number>> = { basic_ostringstream: 1, basic_istringstream: 2, basic_stringstream: 3, basic_stringbuf: 0 };
const WORD: TypeInfo = { kind: 'base', name: 'size_t', sizeBytes: 4, encoding: 'unsigned' };
/** Words of a `basic_stringbuf`: its table, its locale, three pointers for reading, three for writing, the string, how far was written, the mode. */
const READ_FROM = 2;
const READ_TO = 4;
const WRITTEN_FROM = 5;
const WRITTEN_TO = 6;
const HIGH_MARK = 11;
const MODE = 12;
const OUT = 16;
const LARGEST = 2 ** 28;

/** What `str()` would answer. libc++ builds its streams of `char` into the library, which describes none of them. */
export const cppStringStream = textRow({
  name: 'libc++ stringstream',
  matches: (shape) => isLibraryType(shape, ...Object.keys(WORDS_BEFORE)) && shape.name.includes('<char,'),
  async text(value) {
    const before = WORDS_BEFORE[plainName(value.shape)]!;
    const word = (index: number): Promise<number> => value.offsetBy((before + index) * WORD.sizeBytes!).as(WORD).number();
    const isWritten = ((await word(MODE)) & OUT) !== 0;
    const start = await word(isWritten ? WRITTEN_FROM : READ_FROM);
    const end = isWritten ? Math.max(await word(HIGH_MARK), await word(WRITTEN_TO)) : await word(READ_TO);
    if (end < start || end - start > LARGEST) throw new UnknownLayout(value.type.name);
    return textOfBytes(value.placedAt(WORD, start), end - start);
  },
});

/** What a pair of brackets of a regular expression has matched. */
export const cppSubMatch = textRow({
  name: 'libc++ sub_match',
  matches: (shape) => isLibraryType(shape, 'sub_match'),
  async text(value) {
    const [first, second] = [pointerIn(path(value, 'first')), pointerIn(path(value, 'second'))];
    const start = await first.number();
    const isMatched = (await path(value, 'matched').number()) !== 0;
    return isMatched ? textOfBytes(await first.pointee(), (await second.number()) - start) : { text: '', cut: false, length: 0 };
  },
});

const pointerIn = (iterator: Value): Value => memberNamed(iterator, '__i_') ?? memberNamed(iterator, '__i') ?? iterator;

export const cppMatchResults = sequenceRow({
  name: 'libc++ match_results',
  matches: (shape) => isLibraryType(shape, 'match_results'),
  parts: async (value, inside) => (await inside.parts(path(value, '__matches_'))) ?? sequence(0, () => value),
});
