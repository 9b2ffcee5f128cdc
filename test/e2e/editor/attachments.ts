import type { Readable } from 'node:stream';
import { comesToHold } from './editor';

/** Counts who comes to a service, by what Node prints on its standard error. */
export class Attachments {
  private count = 0;

  constructor(stderr: Readable) {
    stderr.on('data', (chunk: Buffer) => (this.count += chunk.toString().split('Debugger attached.').length - 1));
  }

  /** A check that is ended before it has come has nothing to tell. */
  async reached(count: number): Promise<void> {
    await comesToHold(() => Promise.resolve(this.count >= count));
  }
}
