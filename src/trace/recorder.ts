import type { TraceEvent } from './event';

/**
 * Turns the agent's lines of one thread into trace events. Lines come in pieces: a tail of a growing file, or what one
 * drain gave; a cut line waits for its rest. A line that is no event is counted, never believed.
 */
export class LineRecorder {
  private rest = '';
  rejected = 0;

  constructor(
    private readonly pid: number,
    private readonly tid: number,
    private readonly onEvent: (event: TraceEvent) => void,
  ) {}

  push(text: string): void {
    const whole = this.rest + text;
    const lastNewline = whole.lastIndexOf('\n');
    this.rest = whole.slice(lastNewline + 1);
    if (lastNewline < 0) return;
    for (const line of whole.slice(0, lastNewline).split('\n')) if (line) this.decode(line);
  }

  private decode(line: string): void {
    try {
      const event = JSON.parse(line) as TraceEvent;
      if (typeof event !== 'object' || typeof event.kind !== 'string' || typeof event.t !== 'number') throw new TypeError('no event');
      this.onEvent({ ...event, pid: this.pid, tid: this.tid });
    } catch {
      this.rejected++;
    }
  }
}
