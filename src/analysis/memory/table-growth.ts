import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, StackId, TraceEvent, TraceFrame } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { WorkClock, type Moment } from '../work-clock';
import { grewThroughout } from './growth';
import { addSample } from './sample-series';

/** Fewer entries, or growths, than these are a set-up. */
const MIN_GROWN = 12;
const MIN_STEPS = 6;
const MIN_OBSERVED_MS = 2_000;
/** A table that ever lost this share of what was in it is emptied by somebody. */
const EMPTIED = 0.1;
/** Emscripten's and wasm-bindgen's glue that puts something into a table for its caller. */
const GLUE = /(^|\.)(addFunction|getEmptyTableSlot|convertJsFunctionToWasm|setWasmTableEntry|addToExternrefTable\d*|takeFromExternrefTable\d*|__wbindgen_\w+|__wbg_\w+)$/;

/** Tables of functions or references that gain entries with the work and never lose any. */
export const tableGrowth: Analyser = {
  rules: ['memory/table-growth'],
  start: (context) => new TableGrowthRun(context),
};

interface Sample extends Moment {
  readonly entries: number;
}

interface Seen {
  readonly samples: Sample[];
  readonly stacks: Map<StackId, number>;
  last: EventOf<'table-size'>;
}

class TableGrowthRun implements AnalysisRun {
  private readonly clock = new WorkClock();
  private readonly tables = new Map<string, Seen>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.clock.onEvent(event);
    if (event.kind !== 'table-size') return;
    const key = `${event.pid}/${event.tid}/${event.table}`;
    const seen = this.tables.get(key) ?? { samples: [], stacks: new Map<StackId, number>(), last: event };
    this.tables.set(key, seen);
    seen.last = event;
    const entries = event.filled ?? event.length;
    const before = seen.samples.at(-1);
    addSample(seen.samples, { ...this.clock.now(event), entries });
    if (event.stack !== 0 && entries >= (before?.entries ?? 0)) seen.stacks.set(event.stack, (seen.stacks.get(event.stack) ?? 0) + 1);
  }

  findings(): Finding[] {
    const found = new Map<string, Finding>();
    for (const seen of this.tables.values()) {
      if (!this.grows(seen)) continue;
      const finding = this.finding(seen);
      found.set(finding.at ? `${finding.at.file}:${finding.at.line}` : `${seen.last.module} ${seen.last.name}`, finding);
    }
    return [...found.values()];
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private grows({ samples, last }: Seen): boolean {
    const [first] = samples;
    if (!first || samples.at(-1)!.entries - first.entries < MIN_GROWN) return false;
    const end = this.clock.end(last);
    if (end.t - this.clock.start(last).t < MIN_OBSERVED_MS) return false;
    let largest = 0;
    for (const { entries } of samples) {
      if (entries < largest * (1 - EMPTIED)) return false;
      largest = Math.max(largest, entries);
    }
    const growth = samples.slice(1).map((sample, index) => [sample, sample.entries - samples[index]!.entries] as const).filter(([, grown]) => grown > 0);
    return growth.length >= MIN_STEPS && grewThroughout(this.clock.byPart(growth, this.clock.start(last), end));
  }

  private finding({ samples, last, stacks }: Seen): Finding {
    const first = samples[0]!;
    const end = samples.at(-1)!;
    const grown = end.entries - first.entries;
    const requests = this.clock.end(last).requests;
    const what = last.element === 'externref' ? 'references' : 'functions';
    return {
      rule: 'memory/table-growth',
      severity: 'warning',
      message: `${last.name === null ? 'A table' : `Table \`${last.name}\``} grew from ${first.entries} to ${end.entries} ${what}${requests > 0 ? `, ${(grown / requests).toFixed(2)} a request` : ''}, and none were removed`,
      at: this.place(last, stacks),
      related: [],
      evidence: {
        table: last.name,
        element: last.element,
        entries: end.entries,
        entriesAtFirst: first.entries,
        length: last.length,
        ...(requests > 0 && { requests, entriesPerRequest: Number((grown / requests).toFixed(3)) }),
        observedMs: Math.round(end.t - first.t),
      },
      remedy: last.element === 'externref' ? 'Let go of references in Wasm when their work is done (drop the closure, free the slot).' : 'Remove the function from the table when its callback is done (`removeFunction`), or add one function for all and pass what differs.',
    };
  }

  private place(at: EventOf<'table-size'>, stacks: ReadonlyMap<StackId, number>): FindingPlace | null {
    const [most] = [...stacks].sort((a, b) => b[1] - a[1]);
    return most ? (this.context.userPlace(at, most[0], isNoGlue) ?? this.context.userPlace(at, most[0])) : null;
  }
}

const isNoGlue = (frame: TraceFrame): boolean => !GLUE.test(frame.function ?? '');
