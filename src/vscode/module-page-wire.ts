import type { FunctionListOptions, FunctionText, ListedExtern, ListedFunction, ModuleOutline, Page, Range } from '../toolkit/shown-module';

/** What the page of a module may ask: the questions of the symbols worker that it needs, and no others. */
export interface PageQuestions {
  outline: { args: object; answer: ModuleOutline };
  functions: { args: Range & FunctionListOptions; answer: Page<ListedFunction> };
  imports: { args: Range; answer: Page<ListedExtern> };
  exports: { args: Range; answer: Page<ListedExtern> };
  functionText: { args: { readonly index: number }; answer: FunctionText };
}

export type PageQuestion = keyof PageQuestions;

export type FromModulePage =
  | { readonly kind: 'ask'; readonly id: number; readonly question: PageQuestion; readonly args: object }
  /** The answer is not wanted any more. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'open'; readonly place: { readonly file: string; readonly line: number } }
  | { readonly kind: 'text' };

export type ToModulePage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  /** How much of the file has been read, from 0 to 1. */
  | { readonly kind: 'progress'; readonly fraction: number }
  /** The file has been written: all that is known of it is out of date. */
  | { readonly kind: 'changed' };
