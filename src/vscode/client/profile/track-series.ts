import type { ProfileVitals } from '../../../profile/profile';
import type { ClassActivity } from '../../../profile/views/class-activity';
import { l10n } from '../l10n';
import { milliseconds } from './texts';

/** What a track shows over time. */
export interface TrackSeries {
  readonly title: string;
  /** A colour of the theme, as its custom property. */
  readonly colour: string;
  /** The greatest value, which fills the track. */
  readonly most: number;
  /** What is to be drawn of a stretch of time, `count` points or fewer, in order. */
  points(fromMs: number, toMs: number, count: number): readonly TrackPoint[];
  readonly text: (value: number) => string;
}

export interface TrackPoint {
  readonly atMs: number;
  readonly value: number;
}

interface VitalsTrack {
  readonly title: string;
  readonly colour: string;
  readonly of: (vitals: ProfileVitals) => number;
  readonly text: (value: number) => string;
}

const bytes = (value: number): string => (value >= 1 << 30 ? `${(value / (1 << 30)).toFixed(2)} GB` : `${(value / (1 << 20)).toFixed(0)} MB`);
const share = (value: number): string => `${(100 * value).toFixed(0)} %`;

const VITALS_TRACKS: readonly VitalsTrack[] = [
  { title: l10n.t('Processor'), colour: '--vscode-charts-blue', of: ({ cpuMsPerSecond }) => cpuMsPerSecond / 1_000, text: share },
  { title: l10n.t('Event-loop delay'), colour: '--vscode-charts-yellow', of: ({ loopDelayMs }) => loopDelayMs, text: milliseconds },
  { title: l10n.t('Memory of the process'), colour: '--vscode-charts-green', of: ({ rssBytes }) => rssBytes, text: bytes },
  { title: l10n.t('JavaScript heap'), colour: '--vscode-charts-green', of: ({ heapUsedBytes }) => heapUsedBytes, text: bytes },
  // What Node counts outside of its heap and not as buffers are the memories of WebAssembly.
  { title: l10n.t('WebAssembly memory'), colour: '--vscode-charts-purple', of: ({ externalBytes, arrayBuffersBytes }) => Math.max(0, externalBytes - arrayBuffersBytes), text: bytes },
];

/** Two moments make a line. */
export function vitalsSeries(vitals: readonly ProfileVitals[]): TrackSeries[] {
  if (vitals.length < 2) return [];
  return VITALS_TRACKS.map(({ title, colour, of, text }) => ({ title, colour, text, most: vitals.reduce((most, each) => Math.max(most, of(each)), 0), points: () => vitals.map((each) => ({ atMs: each.atMs, value: of(each) })) }));
}

/** How much of the time code of one kind ran, of all threads together; nothing where it never did. */
export function activitySeries(title: string, colour: string, activity: ClassActivity, durationMs: number): TrackSeries[] {
  if (activity.totalMs === 0 || durationMs <= 0) return [];
  const points = (fromMs: number, toMs: number, count: number): TrackPoint[] => {
    const stepMs = (toMs - fromMs) / count;
    return Array.from({ length: count }, (_, index) => ({ atMs: fromMs + (index + 0.5) * stepMs, value: activity.busyMs(fromMs + index * stepMs, fromMs + (index + 1) * stepMs) / stepMs }));
  };
  return [{ title, colour, text: share, points, most: Math.max(...points(0, durationMs, ACTIVITY_POINTS).map(({ value }) => value)) }];
}

/** As coarse as the whole of a recording is looked at: a closer look shows nothing but all or nothing. */
const ACTIVITY_POINTS = 200;
