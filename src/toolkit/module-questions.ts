import { LIMITS } from '../base/limits';
import type { ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { BreakpointPlace, ModuleSymbols } from '../symbols/module-symbols';
import { exportList, importList } from './extern-list';
import { findSymbols, type SymbolAnswer } from './find-symbols';
import { functionList, listed, listedFunction } from './function-list';
import { functionText } from './function-text';
import { caveats, inspectModule, type Inspection } from './inspect';
import { locate, type LocatedLine } from './locate';
import { outlineModule } from './module-outline';
import { PathPrefixes, type PathMapping } from './path-prefixes';
import { scope, type ScopeAnswer } from './scope';
import type { FunctionListOptions, FunctionText, ListedExtern, ListedFunction, ModuleOutline, Page, Range } from './shown-module';
import { symbolicate, type SymbolicatedOffset } from './symbolicate';
import { wat } from './wat';

interface Mapped {
  readonly pathMap?: readonly PathMapping[];
}

/**
 * What can be asked of one module from another thread: plain data in and out, and never more of it than a thread takes
 * over without being held up.
 */
export interface ModuleQuestions {
  inspect: { args: object; answer: Inspection };
  caveats: { args: object; answer: string[] };
  symbolicate: { args: Mapped & { readonly offsets: readonly ModuleOffset[] }; answer: SymbolicatedOffset[] };
  locate: { args: Mapped & { readonly places: readonly { readonly file: string; readonly line: number }[] }; answer: LocatedLine[] };
  scope: { args: { readonly offsets: readonly ModuleOffset[]; readonly globals?: boolean }; answer: ScopeAnswer[] };
  outline: { args: object; answer: ModuleOutline };
  imports: { args: Range; answer: Page<ListedExtern> };
  exports: { args: Range; answer: Page<ListedExtern> };
  /** Text of one function by its index, with the source that it was made from: files of the module's project and of `folders`. */
  functionText: { args: { readonly index: number; readonly folders: readonly string[] }; answer: FunctionText };
  /** Text of one function, by name or index, or of the module; `isCut` where it is longer than LIMITS.symbolsWorker.textCharacters. */
  wat: { args: Mapped & { readonly fn?: string }; answer: { readonly text: string; readonly isCut: boolean } };
  files: { args: Range; answer: Page<string> };
  functions: { args: Range & FunctionListOptions; answer: Page<ListedFunction> };
  functionsNamed: { args: { readonly name: string }; answer: Page<ListedFunction> };
  /** Functions, types, globals and files by a part of their name, the best first. */
  symbols: { args: Mapped & { readonly query: string; readonly limit?: number }; answer: SymbolAnswer };
  /** Lines and columns with code, `firstLine` to `lastLine`. */
  places: { args: Mapped & { readonly file: string; readonly firstLine: number; readonly lastLine: number }; answer: Page<BreakpointPlace> };
}

export type Question = keyof ModuleQuestions;
export type ArgsOf<Name extends Question> = ModuleQuestions[Name]['args'];
export type AnswerOf<Name extends Question> = ModuleQuestions[Name]['answer'];

const ANSWERS: { readonly [Name in Question]: (symbols: ModuleSymbols, args: ArgsOf<Name>, path: string) => AnswerOf<Name> } = {
  inspect: (symbols, _, path) => inspectModule(path, symbols),
  caveats: (symbols) => caveats(symbols),
  symbolicate: (symbols, { offsets, pathMap }) => symbolicate(symbols, bounded(offsets), prefixes(pathMap)),
  locate: (symbols, { places, pathMap }) => locate(symbols, bounded(places), prefixes(pathMap)),
  scope: (symbols, { offsets, globals }) => scope(symbols, bounded(offsets), { globals: globals === true }),
  outline: (symbols) => outlineModule(symbols),
  imports: ({ module }, range) => page(importList(module), range, (item) => item),
  exports: ({ module }, range) => page(exportList(module), range, (item) => item),
  functionText: (symbols, { index, folders }, path) => functionText(symbols, index, path, folders),
  wat: (symbols, { fn, pathMap }) => firstText(wat(symbols, fn, prefixes(pathMap))),
  files: (symbols, range) => page(symbols.files(), range, (file) => file),
  functions: (symbols, args) => page(functionList(symbols, args), args, (fn) => listedFunction(symbols, fn)),
  functionsNamed: (symbols, { name }) => page(symbols.functionsNamed(name), {}, (fn) => listed(fn)!),
  symbols: (symbols, { query, limit = Infinity, pathMap }) => findSymbols(symbols, query, { limit: Math.min(limit, LIMITS.symbolsWorker.answerEntries), prefixes: prefixes(pathMap) }),
  places: (symbols, { file, firstLine, lastLine, pathMap }) => page(symbols.placesIn(prefixes(pathMap).written(file), firstLine, lastLine), {}, (place) => place),
};

/** Throws a UserError on what the module cannot answer. */
export function answer<Name extends Question>(symbols: ModuleSymbols, question: Name, args: ArgsOf<Name>, path: string): AnswerOf<Name> {
  return ANSWERS[question](symbols, args, path);
}

interface List<Item> {
  readonly length: number;
  at(position: number): Item | undefined;
}

function page<Item, Shown>(list: List<Item>, { from = 0, count = Infinity }: Range, show: (item: Item) => Shown): Page<Shown> {
  const end = Math.min(list.length, from + Math.min(count, LIMITS.symbolsWorker.answerEntries));
  const items: Shown[] = [];
  for (let position = Math.max(0, from); position < end; position++) items.push(show(list.at(position)!));
  return { items, total: list.length };
}

function bounded<Item>(asked: readonly Item[]): readonly Item[] {
  const { answerEntries } = LIMITS.symbolsWorker;
  if (asked.length > answerEntries) throw new UserError(`${asked.length} questions at once: ask for ${answerEntries} at most`);
  return asked;
}

function firstText(pieces: Iterable<string>): AnswerOf<'wat'> {
  const { textCharacters } = LIMITS.symbolsWorker;
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length > textCharacters) return { text: text.slice(0, textCharacters), isCut: true };
  }
  return { text, isCut: false };
}

function prefixes(pathMap: readonly PathMapping[] = []): PathPrefixes {
  return new PathPrefixes(pathMap);
}
