import type { ModulePlace } from './open-module';
import type { Question } from './module-questions';

/** A module's file and where its debug information may lie. */
export interface AskedModule extends ModulePlace {
  readonly path: string;
}

/** To the worker. Questions are answered one after the other, in their order. */
export type ToSymbolsWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly module: AskedModule; readonly question: Question; readonly args: object }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the worker: every question gets `started` and then one of `answer` and `failure`. */
export type FromSymbolsWorker =
  | { readonly kind: 'started'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly fraction: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  /** `stack` where it is a fault of ours. */
  | { readonly kind: 'failure'; readonly id: number; readonly message: string; readonly stack: string | null };
