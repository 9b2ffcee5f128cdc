import type { SourceLanguage } from './module-symbols';

/** DW_LANG_* (DWARF 5, 7.12, with the additions of dwarfstd.org). */
const LANGUAGES = new Map<number, SourceLanguage>([
  [0x01, 'c'], [0x02, 'c'], [0x0c, 'c'], [0x1d, 'c'], [0x2c, 'c'], [0x3e, 'c'],
  [0x04, 'cpp'], [0x1a, 'cpp'], [0x21, 'cpp'], [0x2b, 'cpp'], [0x3a, 'cpp'], [0x3b, 'cpp'],
  [0x1c, 'rust'],
]);

export function languageOf(code: number): SourceLanguage {
  return LANGUAGES.get(code) ?? 'other';
}

const EXTENSIONS: readonly [RegExp, SourceLanguage][] = [
  [/\.c$/, 'c'],
  [/\.(?:cc|cpp|cxx|c\+\+|hh|hpp|hxx|h)$/i, 'cpp'],
  [/\.rs$/, 'rust'],
  [/\.ts$/, 'assemblyscript'],
];

/** For source maps, which don't name the language. */
export function languageOfFile(file: string): SourceLanguage {
  return EXTENSIONS.find(([pattern]) => pattern.test(file))?.[1] ?? 'other';
}
