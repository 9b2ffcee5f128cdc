/** How one benchmark went. */
export interface Measurement {
  /** As it stands in the table, with its interval where it has one. */
  readonly ours: string;
  /** What the peer or the uninstrumented program took in the same run; absent where only the recorded figure is there. */
  readonly peerHere?: string;
  /** null where nothing can be said: not measured, or too noisy to tell. */
  readonly reached: boolean | null;
}

/** One row of the table of figures that we mean to reach. */
export interface Benchmark {
  readonly what: string;
  /** The peer's figure as it was measured once (2 cores, Debian 12), with the peer's name. */
  readonly peer: string;
  readonly goal: string;
  measure(options: BenchOptions): Promise<Measurement>;
}

export interface BenchOptions {
  /** Alternating pairs of an overhead. */
  readonly pairs: number;
  /** Repetitions of a single duration. */
  readonly rounds: number;
  /** Installs and runs the peer's engine beside ours. */
  readonly withPeer: boolean;
  /** C++ units of the large module; 0 leaves it out. */
  readonly largeUnits: number;
}

export function notMeasured(why: string): Measurement {
  return { ours: `not measured: ${why}`, reached: null };
}
