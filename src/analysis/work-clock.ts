import type { Stamp, TraceEvent } from '../trace/event';

/** A moment by the two clocks of a process: milliseconds, and requests served so far. */
export interface Moment {
  readonly t: number;
  readonly requests: number;
}

interface Process {
  readonly firstMs: number;
  lastMs: number;
  requests: number;
}

/** Into how many parts an observation is cut to see whether something goes on all through it. */
const PARTS = 12;

/** How far each process of a trace has come: by requests where it serves any, else by time. */
export class WorkClock {
  private readonly processes = new Map<number, Process>();

  /** Before the event itself is looked at. */
  onEvent(event: TraceEvent): void {
    const process = this.of(event);
    process.lastMs = Math.max(process.lastMs, event.t);
    if (event.kind === 'request') process.requests++;
  }

  now(event: Stamp): Moment {
    return { t: event.t, requests: this.of(event).requests };
  }

  /** The first moment of a process. */
  start(event: Stamp): Moment {
    return { t: this.of(event).firstMs, requests: 0 };
  }

  end(event: Stamp): Moment {
    const { lastMs, requests } = this.of(event);
    return { t: lastMs, requests };
  }

  /** Whether requests tell how far a process has come. */
  serves(event: Stamp): boolean {
    return this.of(event).requests > PARTS;
  }

  /** Sums `amounts` by equal parts of what a process did between two moments. */
  byPart(amounts: Iterable<readonly [at: Moment, amount: number]>, from: Moment, to: Moment): number[] {
    const serves = to.requests > from.requests + PARTS;
    const read = (moment: Moment): number => (serves ? moment.requests : moment.t);
    const parts = new Array<number>(PARTS).fill(0);
    for (const [at, amount] of amounts) {
      const part = Math.floor(((read(at) - read(from)) / Math.max(read(to) - read(from), 1)) * PARTS);
      if (part >= 0) parts[Math.min(PARTS - 1, part)]! += amount;
    }
    return parts;
  }

  private of(event: Stamp): Process {
    const process = this.processes.get(event.pid) ?? { firstMs: event.t, lastMs: event.t, requests: 0 };
    this.processes.set(event.pid, process);
    return process;
  }
}
