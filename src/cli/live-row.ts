import type { LiveMoment } from '../profile/live-moment';

const SHOWN_FUNCTIONS = 4;

/** How a recording stands, on one line: `3 s  processor 98 %, event loop 1.2 ms, 80 MB: dot 41 %, main 12 %`. */
export function liveRow({ elapsedMs, vitals, recentMs, functions }: LiveMoment): string {
  const last = vitals.at(-1);
  const state = last ? `  processor ${Math.round(last.cpuMsPerSecond / 10)} %, event loop ${last.loopDelayMs.toFixed(1)} ms, ${Math.round(last.rssBytes / 2 ** 20)} MB` : '';
  const sampledMs = recentMs ? Object.values(recentMs).reduce((sum, ms) => sum + ms, 0) : 0;
  const hot = functions.filter(({ recentMs: ms }) => ms > 0).sort((a, b) => b.recentMs - a.recentMs).slice(0, SHOWN_FUNCTIONS);
  const names = hot.map(({ function: name, recentMs: ms }) => `${name} ${Math.round((100 * ms) / sampledMs)} %`);
  return `${Math.round(elapsedMs / 1_000)} s${state}${names.length > 0 ? `: ${names.join(', ')}` : ''}`;
}
