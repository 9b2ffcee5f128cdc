import type { WireEvent } from './wire';

export interface ProcessVitals {
  /** Of the time since the last call, what is a maximum or mean. */
  read(): Pick<Extract<WireEvent, { kind: 'vitals' }>, 'rssBytes' | 'heapUsedBytes' | 'externalBytes' | 'arrayBuffersBytes' | 'cpuUserMs' | 'cpuSystemMs' | 'loopDelayMaxMs' | 'loopDelayMeanMs'>;
  stop(): void;
}

/** A place in a file; lines and columns from 1. */
export interface ScriptPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a probe may need of the place where it runs that a thread of Node and one of a page have not in common. */
export interface Runtime {
  readonly kind: 'node' | 'page';
  readonly isMainThread: boolean;
  /** Whose `postMessage` goes to another thread. */
  readonly messageSenders: readonly object[];
  /** Once the event loop has come round; keeps nothing alive. */
  nextTurn(work: () => void): void;
  /** The same after a while. */
  after(delayMs: number, work: () => void): void;
  /** Lower-case hex. */
  sha256(bytes: Uint8Array): string;
  /** CPU time of the process so far; undefined where nobody tells it. */
  readonly cpuMs: (() => number) | undefined;
  /** 0 where it can't be told. */
  heapUsedBytes(): number;
  /** null where it can't be forced. */
  readonly collectGarbage: (() => void) | null;
  /** Rejections that nobody handled, on their way to the program's own handlers. Returns the way back, as the next does. */
  onUnhandledRejection(listener: (reason: unknown, promise: unknown) => void): () => void;
  /** Figures of the whole process, from now on; null where nobody tells them. */
  startVitals(): ProcessVitals | null;
  /** Where code was written that was compiled while it was loaded; else the place itself. */
  writtenAt(place: ScriptPlace): ScriptPlace;
  /** Just before a response of a server is ended. */
  onAnswer(listener: () => void): () => void;
}
