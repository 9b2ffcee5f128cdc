import { UserError } from '../base/user-error';

/** Of a process, whatever of it is known at the moment. */
export interface ObservedVitals {
  readonly cpuMsPerSecond?: number;
  readonly rssBytes?: number;
  readonly heapUsedBytes?: number;
  readonly externalBytes?: number;
  readonly loopDelayMs?: number;
}

/** `--until loop-delay>200ms`: ends a watch at the moment that matters. */
export interface UntilCondition {
  /** As the user wrote it. */
  readonly text: string;
  isMetBy(vitals: ObservedVitals): boolean;
}

const BYTES: Record<string, number> = { B: 1, KB: 1 << 10, MB: 1 << 20, GB: 1 << 30 };
const TIME_MS: Record<string, number> = { ms: 1, s: 1_000 };
/** Percent of one core, as milliseconds of each second. */
const SHARE: Record<string, number> = { '%': 10 };

interface Quantity {
  readonly units: Record<string, number>;
  readonly example: string;
  of(vitals: ObservedVitals): number | undefined;
}

const QUANTITIES: Record<string, Quantity> = {
  'loop-delay': { units: TIME_MS, example: 'loop-delay>200ms', of: ({ loopDelayMs }) => loopDelayMs },
  cpu: { units: SHARE, example: 'cpu>90%', of: ({ cpuMsPerSecond }) => cpuMsPerSecond },
  rss: { units: BYTES, example: 'rss>800MB', of: ({ rssBytes }) => rssBytes },
  heap: { units: BYTES, example: 'heap>500MB', of: ({ heapUsedBytes }) => heapUsedBytes },
  external: { units: BYTES, example: 'external>300MB', of: ({ externalBytes }) => externalBytes },
};

export function parseUntil(text: string): UntilCondition {
  const match = /^([a-z-]+)\s*>\s*(\d+(?:\.\d+)?)\s*(%|[A-Za-z]+)$/.exec(text.trim());
  const quantity = match ? QUANTITIES[match[1]!] : undefined;
  const factor = match && quantity ? (quantity.units[match[3]!] ?? NaN) : NaN;
  if (!match || !quantity || Number.isNaN(factor)) {
    const examples = quantity ? quantity.example : Object.values(QUANTITIES).map(({ example }) => example).join(', ');
    throw new UserError(`--until: '${text}' is no condition; write for example ${examples}`);
  }
  const bound = Number(match[2]) * factor;
  return { text: text.trim(), isMetBy: (vitals) => (quantity.of(vitals) ?? -Infinity) > bound };
}
