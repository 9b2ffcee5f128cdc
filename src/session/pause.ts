import type { Protocol } from 'devtools-protocol';
import type { MemoryAddress } from '../base/offsets';
import type { CdpSession } from '../cdp/connection';
import { PausedFrameState } from './frame-state';
import type { Frame, LiveFrame } from './frames';

/** What was thrown, as the engine words it. */
export interface Thrown {
  readonly text: string;
  readonly className: string | null;
  readonly isUncaught: boolean;
}

/** One stop of one thread. What was read of it stays good until the thread runs again. */
export class Pause {
  private framesRead: Promise<readonly Frame[]> | undefined;
  private readonly states = new Map<string, PausedFrameState>();

  constructor(
    readonly event: Protocol.Debugger.PausedEvent,
    private readonly session: CdpSession,
    private readonly readFrames: () => Promise<readonly Frame[]>,
  ) {}

  get top(): Protocol.Debugger.CallFrame {
    return this.event.callFrames[0]!;
  }

  /** undefined where the stop is no exception. */
  get thrown(): Thrown | undefined {
    return thrownAt(this.event);
  }

  /** Innermost first, JavaScript and Wasm mixed as they were called. */
  frames(): Promise<readonly Frame[]> {
    return (this.framesRead ??= this.readFrames());
  }

  /** Whoever stops looks at where it stopped: what that needs is under way before it is asked for. */
  readAhead(): void {
    this.topState().shape().catch(() => undefined);
  }

  topState(): PausedFrameState {
    return this.stateOf(this.top.callFrameId);
  }

  /** Inlined frames share the state of the call frame that they stand in. */
  state({ callFrame: { callFrameId } }: LiveFrame): PausedFrameState {
    return this.stateOf(callFrameId);
  }

  private stateOf(callFrameId: string): PausedFrameState {
    const known = this.states.get(callFrameId) ?? new PausedFrameState(this.session, callFrameId);
    this.states.set(callFrameId, known);
    return known;
  }

  /** Writes to one of the linear memories; what was read of it before is stale in every frame. */
  async write(frame: LiveFrame, address: MemoryAddress, bytes: Uint8Array, memory = 0): Promise<void> {
    await this.state(frame).write(address, bytes, memory);
    this.forgetState();
  }

  /** What was read of it is stale in every frame: something was written, or has run. */
  forgetState(): void {
    for (const state of this.states.values()) state.forget();
  }
}

/** CDP Debugger.paused: `data` is the thrown value of the reasons that have one. */
export function thrownAt({ reason, data }: Protocol.Debugger.PausedEvent): Thrown | undefined {
  if (reason !== 'exception' && reason !== 'promiseRejection' && reason !== 'assert' && reason !== 'OOM') return undefined;
  const { description, value, className, uncaught } = (data ?? {}) as { description?: string; value?: unknown; className?: string; uncaught?: boolean };
  const text = description ?? (value === undefined ? reason : JSON.stringify(value));
  return { text, className: className ?? null, isUncaught: uncaught === true };
}
