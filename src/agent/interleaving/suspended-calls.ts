import type { StackId } from '../../trace/event';
import type { AgentHost, InstanceRecord } from '../probe';
import { asyncifyStateAfter, type AsyncifyState } from './asyncify-control';
import { writesStackPointer } from './memory-layout';

/** A call that has left the instance without being done: unwound by Asyncify, or suspended by JSPI. */
export interface SuspendedCall {
  readonly name: string;
  readonly stack: StackId;
  readonly order: number;
}

export interface SuspendedOverlap {
  readonly how: 'asyncify' | 'jspi';
  readonly first: SuspendedCall;
  readonly second: SuspendedCall;
}

/**
 * Calls that overlap while suspended. Asyncify keeps one call's frames and one state, so a second call that suspends,
 * or fails where the first one waits, is always wrong. JSPI keeps each call's own frames, but the shadow stack in linear
 * memory is one: calls that use it must end in the reverse order of their beginning.
 */
export class SuspendedCalls {
  private state: AsyncifyState = 'normal';
  private unwound: SuspendedCall | null = null;
  private waitingIn = '';
  private lastImport = '';
  private resuming = false;
  private readonly inFlight = new Set<SuspendedCall>();
  private order = 0;
  private usesStack: boolean | undefined;

  constructor(
    private readonly host: AgentHost,
    private readonly instance: InstanceRecord,
    private readonly onOverlap: (overlap: SuspendedOverlap) => void,
  ) {}

  /** The open call goes on with the one that waited. */
  get isResuming(): boolean {
    return this.resuming;
  }

  onControl(name: string): void {
    this.state = asyncifyStateAfter(name, this.state);
  }

  onImport(name: string): void {
    this.lastImport = name;
  }

  enter(): void {
    this.resuming = this.state === 'rewinding';
    this.lastImport = '';
  }

  /** Whether the call is over for its caller, or waits for something. */
  leave(name: string, result: unknown): 'done' | 'suspended' {
    if (result instanceof Promise) {
      this.suspendedByJspi(this.callOf(name), result);
      return 'suspended';
    }
    if (this.state === 'unwinding') {
      this.suspendedByAsyncify(this.callOf(name));
      return 'suspended';
    }
    if (this.resuming) this.unwound = null;
    return 'done';
  }

  fail(name: string): void {
    const first = this.unwound;
    if (this.resuming) this.unwound = null;
    else if (first && this.lastImport !== '' && this.lastImport === this.waitingIn) this.onOverlap({ how: 'asyncify', first, second: this.callOf(name) });
  }

  private settled(call: SuspendedCall): void {
    this.inFlight.delete(call);
    for (const other of this.inFlight) {
      if (other.order < call.order) continue;
      this.usesStack ??= writesStackPointer(this.instance.compiled.module);
      if (this.usesStack) this.onOverlap({ how: 'jspi', first: call, second: other });
    }
  }

  private callOf(name: string): SuspendedCall {
    return { name, stack: this.host.captureStack(), order: this.order++ };
  }

  private suspendedByAsyncify(call: SuspendedCall): void {
    if (this.unwound && !this.resuming) this.onOverlap({ how: 'asyncify', first: this.unwound, second: call });
    this.unwound = this.resuming && this.unwound ? this.unwound : call;
    this.waitingIn = this.lastImport;
  }

  private suspendedByJspi(call: SuspendedCall, promise: Promise<unknown>): void {
    this.inFlight.add(call);
    this.host.promises.whenSettled(promise, () => this.settled(call));
  }
}
