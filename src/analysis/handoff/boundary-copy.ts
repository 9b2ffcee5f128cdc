import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace, NotObserved, Severity } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';
import { BoundedMap } from './bounded-map';
import { threadOf } from './hops';

type Copy = EventOf<'boundary-copy'>;
type Json = EventOf<'json-transfer'>;
type Fault = 'unchanged' | 'returned' | 'json' | 'volume';

const ENOUGH_COPIES = 3;
const ENOUGH_BYTES = 1 << 20;
/** A smaller copy costs some hundredths of a millisecond. */
const WORTH_SAVING_BYTES = 256 << 10;
/** Text is encoded just before it is copied, and decoded just after. */
const SOON_MS = 1_000;

const WORDING: Record<Fault, { severity: Severity; what: string; remedy: string }> = {
  unchanged: {
    severity: 'warning',
    what: 'copied into memory where they already are, unchanged',
    remedy: 'Copy once, when they change, and let later calls use what is in memory.',
  },
  returned: {
    severity: 'warning',
    what: 'copied out of memory and back into the same memory',
    remedy: 'Give the next call the address of what the last one left in memory: it need not leave it.',
  },
  json: {
    severity: 'warning',
    what: 'handed over as JSON text, which one side writes and the other parses',
    remedy: 'Hand numbers over as typed arrays in memory, and structured data in a binary layout that both sides know.',
  },
  volume: {
    severity: 'note',
    what: 'copied out of memory',
    remedy: 'Where the result is used up before the next call, read it through a view (subarray) instead of a copy (slice); keep the copy where the memory may grow or be written to meanwhile.',
  },
};

interface Site {
  readonly first: Copy;
  readonly fault: Fault;
  copies: number;
  totalBytes: number;
  copyMs: number;
  jsonMs: number;
}

/** Large copies between linear memory and JavaScript that need not be: the same once more, to and fro, or JSON text. */
export const boundaryCopy: Analyser = {
  rules: ['handoff/boundary-copy'],
  start: (context) => new BoundaryCopyRun(context),
};

class BoundaryCopyRun implements AnalysisRun {
  private readonly sites = new Map<string, Site>();
  private readonly encoded = new BoundedMap<string, Json>(LIMITS.handoff.pendingTransfers);
  private readonly decodable = new BoundedMap<string, Copy>(LIMITS.handoff.pendingTransfers);
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'thread-start') this.attached ||= event.mode === 'attach';
    if (event.kind === 'json-transfer') this.onJson(event);
    if (event.kind === 'boundary-copy') this.onCopy(event);
  }

  findings(): Finding[] {
    return [...this.byPlace().values()].filter(({ site }) => isWorthAWord(site)).map(({ at, site }) => this.finding(at, site));
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'handoff/boundary-copy', why: 'the memories of instances that were there before Wasmscope attached are not known: launch the service under Wasmscope' }] : [];
  }

  private onJson(json: Json): void {
    const key = keyOf(json, json.fingerprint);
    if (json.direction === 'encode') return this.encoded.set(key, json);
    const decoded = this.decodable.take(key);
    if (decoded && json.t - decoded.t < SOON_MS) this.add(decoded, 'json', json.durationMs);
  }

  private onCopy(copy: Copy): void {
    const key = keyOf(copy, copy.fingerprint);
    if (copy.as === 'bytes') {
      const fault = copy.waste ?? (copy.direction === 'out' ? 'volume' : null);
      if (fault) this.add(copy, fault, 0);
      return;
    }
    if (copy.direction === 'out') return this.decodable.set(key, copy);
    const json = this.encoded.take(key);
    if (json && copy.t - json.t < SOON_MS) this.add(copy, 'json', json.durationMs);
  }

  private add(copy: Copy, fault: Fault, jsonMs: number): void {
    const key = `${threadOf(copy)}/${copy.stack} ${fault}`;
    const site = this.sites.get(key) ?? { first: copy, fault, copies: 0, totalBytes: 0, copyMs: 0, jsonMs: 0 };
    site.copies++;
    site.totalBytes += copy.sizeBytes;
    site.copyMs += copy.durationMs;
    site.jsonMs += jsonMs;
    if (this.sites.size < LIMITS.agent.sites) this.sites.set(key, site);
  }

  private byPlace(): Map<string, { at: FindingPlace | null; site: Site }> {
    const places = new Map<string, { at: FindingPlace | null; site: Site }>();
    for (const site of this.sites.values()) {
      const at = this.context.userPlace(site.first, site.first.stack);
      const key = `${at ? `${at.file}:${at.line}` : `${threadOf(site.first)}/${site.first.stack}`} ${site.fault}`;
      const known = places.get(key);
      if (!known) places.set(key, { at, site: { ...site } });
      else for (const name of ['copies', 'totalBytes', 'copyMs', 'jsonMs'] as const) known.site[name] += site[name];
    }
    return places;
  }

  private finding(at: FindingPlace | null, { fault, copies, totalBytes, copyMs, jsonMs }: Site): Finding {
    const { severity, what, remedy } = WORDING[fault];
    const bytesPerCopy = Math.round(totalBytes / copies);
    return {
      rule: 'handoff/boundary-copy',
      severity,
      message: `${copies} times ${Math.round(bytesPerCopy / 1024)} KB are ${what}, ${rounded((copyMs + jsonMs) / copies)} ms each`,
      at,
      related: [],
      evidence: { copies, bytesPerCopy, totalBytes, copyMs: rounded(copyMs), ...(fault === 'json' ? { jsonMs: rounded(jsonMs) } : {}) },
      remedy,
      cost: { cpuSeconds: rounded((copyMs + jsonMs) / 1_000) },
    };
  }
}

/** Text is slow to write and to parse, however it travels; bytes are copied fast. */
function isWorthAWord({ fault, copies, totalBytes }: Site): boolean {
  return copies >= ENOUGH_COPIES && totalBytes >= ENOUGH_BYTES && (fault === 'json' || totalBytes >= WORTH_SAVING_BYTES * copies);
}

const keyOf = (at: { pid: number; tid: number }, print: string): string => `${at.pid}.${at.tid} ${print}`;
