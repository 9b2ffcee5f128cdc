import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { PausedFrameState } from './frame-state';
import type { Frame } from './frames';

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

  /** Innermost first, JavaScript and Wasm mixed as they were called. */
  frames(): Promise<readonly Frame[]> {
    return (this.framesRead ??= this.readFrames());
  }

  /** Inlined frames share the state of the call frame that they stand in. */
  state({ callFrame: { callFrameId } }: Frame): PausedFrameState {
    const known = this.states.get(callFrameId) ?? new PausedFrameState(this.session, callFrameId);
    this.states.set(callFrameId, known);
    return known;
  }

  /** After something was written: what was read may be stale. */
  forgetState(): void {
    this.states.clear();
  }
}
