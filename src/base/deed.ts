import type { Disposable } from './disposable';

/**
 * Something that takes a while: what every toolkit function returns. Progress comes as text lines with an
 * optional fraction from 0 to 1; `cancel` ends it early, and `result` still gives what was got until then.
 */
export interface Deed<Result> {
  onProgress(listener: (progress: Progress) => void): Disposable;
  cancel(): void;
  readonly result: Promise<Result>;
}

export interface Progress {
  readonly message: string;
  readonly fraction?: number;
}

export interface DeedContext {
  readonly signal: AbortSignal;
  readonly report: (message: string, fraction?: number) => void;
}

export function startDeed<Result>(work: (context: DeedContext) => Promise<Result>): Deed<Result> {
  const controller = new AbortController();
  const listeners = new Set<(progress: Progress) => void>();
  const report = (message: string, fraction?: number): void => {
    for (const listener of listeners) listener(fraction === undefined ? { message } : { message, fraction });
  };
  const result = Promise.resolve().then(() => work({ signal: controller.signal, report }));
  return {
    onProgress(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    cancel: () => controller.abort(),
    result,
  };
}
