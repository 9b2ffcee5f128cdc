import type { Protocol } from 'devtools-protocol';

type Paused = Protocol.Debugger.PausedEvent;

/**
 * A step from Wasm into a function of JavaScript stays open in the Wasm frame for V8 (11.3 to 14.6): when the thread is let
 * go from there, it stops in that frame once more, and nobody asked for it.
 */
export class LeftSteps {
  /** V8 keeps one for each module. */
  private readonly frames = new Map<string, { readonly start: number | undefined; readonly depth: number }>();

  /** A step is about to be taken in Wasm. */
  begins({ callFrames: [top, ...callers] }: Paused): void {
    if (top) this.frames.set(top.location.scriptId, { start: top.functionLocation?.columnNumber, depth: callers.length });
  }

  /** Whether V8 has come back to one; once. */
  endsAt({ callFrames: [top, ...callers], hitBreakpoints = [] }: Paused): boolean {
    const frame = top && this.frames.get(top.location.scriptId);
    if (!frame || callers.length > frame.depth) return false;
    this.frames.delete(top.location.scriptId);
    return hitBreakpoints.length === 0 && callers.length === frame.depth && top.functionLocation?.columnNumber === frame.start;
  }
}
