/** The report is a contract (docs/report.md): fields may be added, never changed or removed. */

export type Severity = 'error' | 'warning' | 'note';

/** Lines and columns count from 1; column 0 where unknown. `file` is a path, or a URL for code that has none. */
export interface FindingPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string | null;
}

/** What a finding costs over the time observed. Money only once the user has set a price. */
export interface FindingCost {
  readonly cpuSeconds?: number;
  readonly gbSeconds?: number;
  readonly money?: { readonly perObservedTime: number; readonly perMonth: number; readonly currency: string };
}

/** One finding per cause, not per event: the count is evidence. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: string;
  /** Where one would change the code. */
  readonly at: FindingPlace | null;
  readonly related: readonly { readonly message: string; readonly at: FindingPlace }[];
  /** Numbers carry their unit in the name: `leakedBytes`, `compileMs`, `calls`. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly remedy: string;
  readonly cost?: FindingCost;
}

export interface NotObserved {
  readonly rule: RuleName;
  readonly why: string;
}

export interface Report {
  readonly tool: 'wasmscope';
  readonly version: string;
  readonly target: ReportTarget;
  readonly mode: 'launch' | 'attach' | 'trace';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly modules: readonly ReportModule[];
  readonly findings: readonly Finding[];
  readonly notObserved: readonly NotObserved[];
  /** What bears on every figure, a sentence each: that somebody else debugs the program, say. */
  readonly notes?: readonly string[];
  /** What was dropped because a buffer was full, by what it was. */
  readonly dropped?: Readonly<Record<string, number>>;
  /** Totals and, when a price is set, money; the table of the report page. */
  readonly cost?: CostTable;
}

export interface CostTable {
  readonly cpuSeconds: number;
  readonly gbSeconds: number;
  readonly requests: number;
  readonly rows: readonly { readonly rule: RuleName; readonly cpuSeconds: number; readonly gbSeconds: number; readonly money: number | null }[];
  readonly currency: string | null;
}

export interface ReportTarget {
  readonly pid: number | null;
  readonly command: string | null;
  readonly nodeVersion: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ReportModule {
  readonly name: string;
  readonly hash: string;
  readonly bytes: number;
  readonly file: string | null;
  readonly debugInfo: readonly string[];
  readonly instances: number;
  readonly compiles: number;
}

/** All rules, built or not: one that is not built stands in `notObserved` as "not implemented". */
export const RULES = [
  'async/promise-as-value', 'async/floating-call', 'async/overlapping-call', 'async/reentrant-call', 'async/out-of-order',
  'async/never-settled', 'async/late-rejection', 'async/stale-view', 'async/overwritten-view', 'async/blocked-loop', 'async/chatty-await',
  'memory/linear-growth', 'memory/leaked-allocation', 'memory/unfreed-object', 'memory/unbounded-collection', 'memory/instance-leak',
  'memory/high-water', 'memory/fragmentation', 'memory/stack-leak', 'memory/table-growth', 'memory/use-after-free', 'memory/duplicate-data',
  'handoff/json', 'handoff/clone', 'handoff/file', 'handoff/loopback', 'handoff/base64', 'handoff/boundary-copy', 'handoff/chatty', 'handoff/backpressure',
  'cache/recompiled', 'cache/sync-compile', 'cache/miss-rate', 'cache/stale-version', 'cache/mixed-versions', 'cache/reread-model',
  'cache/stampede', 'cache/debug-build', 'cache/stale-debug-info', 'cache/abi-mismatch', 'cache/wrong-file', 'cache/debugger-left-on',
] as const;

export type RuleName = (typeof RULES)[number];

const RANK: Record<Severity, number> = { note: 0, warning: 1, error: 2 };

export function atLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] >= RANK[threshold];
}
