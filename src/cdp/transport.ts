import type { Disposable } from '../base/disposable';

/** Text messages both ways: a socket, or a session nested in another one. */
export interface Transport {
  send(text: string): void;
  onMessage(listener: (text: string) => void): Disposable;
  /** Once, with the reason as a short text. */
  onClose(listener: (why: string) => void): Disposable;
  close(): Promise<void>;
}
