import { AsyncLocalStorage } from 'node:async_hooks';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Page } from '../values/value-node';

/** Something that unfolds in the variables view. */
export interface Container {
  /** All, or some by number. */
  children(page?: Page): Promise<DebugProtocol.Variable[]>;
  /** Gives one of them a new value, written as an expression. Absent where that can't be. */
  set?(name: string, expression: string): Promise<DebugProtocol.Variable>;
}

/** References that the client holds: good while their thread stands still, and never used twice. */
export class VariableStore {
  private readonly format = new AsyncLocalStorage<{ readonly isHex: boolean }>();
  private readonly containers = new Map<number, { readonly threadId: number; readonly container: Container }>();
  private last = 0;

  /** As the client wants numbers in what it asks for; several requests may be under way. */
  get isHex(): boolean {
    return this.format.getStore()?.isHex === true;
  }

  inFormat<Result>(format: { readonly isHex: boolean }, work: () => Promise<Result>): Promise<Result> {
    return this.format.run(format, work);
  }

  add(threadId: number, container: Container): number {
    this.containers.set(++this.last, { threadId, container });
    return this.last;
  }

  get(reference: number): Container | undefined {
    return this.containers.get(reference)?.container;
  }

  forgetThread(threadId: number): void {
    for (const [reference, entry] of this.containers) if (entry.threadId === threadId) this.containers.delete(reference);
  }
}
