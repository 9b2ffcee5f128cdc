import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';
import { LookupCurve } from './lookup-curve';

type Lookups = EventOf<'cache-lookups'>;

const ENOUGH_RECOMPUTED = 3;
/** Of the lookups that missed, this share must have made again what had been made before: the others were new. */
const RECOMPUTED_SHARE = 0.2;

const WHAT: Record<Lookups['what'], string> = {
  module: 'the same module is compiled again',
  file: 'the same file is read again',
  'wasm-call': 'Wasm computes the same input again',
};

interface Site {
  readonly first: Lookups;
  lookups: number;
  hits: number;
  recomputed: number;
  evicted: number;
  recomputeMs: number;
  distinctKeys: number;
  distinctInputs: number;
  readonly curve: LookupCurve;
}

/**
 * A cache that is asked and does not know what it was given before: a key that never comes back, one that is stored
 * under another name, or an entry thrown out just before it is wanted. Misses for something new are innocent.
 */
export const missRate: Analyser = {
  rules: ['cache/miss-rate'],
  start: (context) => new MissRateRun(context),
};

class MissRateRun implements AnalysisRun {
  private readonly sites = new Map<string, Site>();
  private startedAt = 0;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.startedAt ||= event.t;
    if (event.kind !== 'cache-lookups') return;
    const key = `${event.pid}.${event.tid}/${event.cache}/${event.stack}`;
    let site = this.sites.get(key);
    if (!site) {
      if (this.sites.size >= LIMITS.agent.sites) return;
      site = { first: event, lookups: 0, hits: 0, recomputed: 0, evicted: 0, recomputeMs: 0, distinctKeys: 0, distinctInputs: 0, curve: new LookupCurve(this.startedAt) };
      this.sites.set(key, site);
    }
    for (const name of ['lookups', 'hits', 'recomputed', 'evicted', 'recomputeMs'] as const) site[name] += event[name];
    site.curve.add(event.t, site);
    for (const name of ['distinctKeys', 'distinctInputs'] as const) site[name] = Math.max(site[name], event[name]);
  }

  findings(): Finding[] {
    return [...this.sites.values()].filter(fails).map((site) => this.finding(site));
  }

  notObserved(): [] {
    return [];
  }

  private finding(site: Site): Finding {
    const { lookups, hits, recomputed, evicted, recomputeMs, distinctKeys, distinctInputs, first, curve } = site;
    const evictedFirst = isTooSmall(site);
    const owner = first.owner === null ? 'this cache' : `the cache ${first.owner}`;
    return {
      rule: 'cache/miss-rate',
      severity: 'warning',
      message: `${owner} misses ${lookups - hits} of ${lookups} lookups, and ${recomputed} times ${WHAT[first.what]}${evictedFirst ? ': entries are thrown out before they are asked for again' : ': what was kept is under another key'}`,
      at: this.context.userPlace(first, first.stack),
      related: [],
      evidence: { lookups, hits, misses: lookups - hits, missRate: rounded((lookups - hits) / Math.max(1, lookups)), recomputed, evicted, recomputeMs: rounded(recomputeMs), distinctKeys, distinctInputs, what: first.what, ...curve.evidence() },
      remedy: evictedFirst ? 'Make the cache as large as what is in use at a time, or keep entries until they are out of use.' : 'Ask by the key that the entry is kept under: only what the result depends on, written the same way each time.',
      cost: { cpuSeconds: rounded(recomputeMs / 1_000) },
    };
  }
}

/**
 * Where keys come back more often than not, each key's first time is no fault of the cache, whatever it stands for. To
 * compile or read again is dear even then; what Wasm computes is thrown out in any cache that works.
 */
function fails(site: Site): boolean {
  const { lookups, hits, recomputed, first } = site;
  const isDear = first.what !== 'wasm-call' && isTooSmall(site);
  return recomputed >= ENOUGH_RECOMPUTED && recomputed >= RECOMPUTED_SHARE * (lookups - hits) && (isDear || hits <= lookups - hits);
}

/** What was wanted again had been there and was thrown out. */
const isTooSmall = ({ evicted, recomputed }: Site): boolean => evicted * 2 > recomputed;
