import type { LiveMoment } from '../profile/live-moment';
import type { AllocationKind } from '../session/allocation-sampler';
import type { Price } from './check';
import type { OpenModuleOptions } from './open-module';
import type { PathMapping } from './source-display';
import type { LentPageTarget, TargetSpec } from './target';
import type { UntilCondition } from './until-condition';

export interface RecordOptions extends OpenModuleOptions {
  readonly target: TargetSpec | LentPageTarget;
  /** How long to measure. Default: a launched program until it exits, an attached one or a page 10 s. */
  readonly durationMs?: number;
  /** Between two samples, microseconds; default 1000. */
  readonly samplingIntervalUs?: number;
  /** Module files that may be the ones that run, tried before any search. */
  readonly modulePaths?: readonly string[];
  /** Allow the debugger for a moment after measuring, when no file fits a running module; default true. */
  readonly debuggerWindow?: boolean;
  /** Launch: ask V8 not to inline Wasm into Wasm, so that every function keeps its own time. Costs speed. */
  readonly withoutInlining?: boolean;
  /** Record Node processes that the program starts from now on, too; default true. */
  readonly children?: boolean;
  /** Launch: count how often each line of Wasm runs, and share functions' time out over their lines. Costs speed. */
  readonly lines?: boolean;
  /** Sample JavaScript allocations, too; at the end all garbage is collected once. With `until`: what is left of them. */
  readonly heap?: boolean;
  /** End when this is met; the last `keepMs` are kept then. An attached program is watched until then, unless `durationMs` is given. */
  readonly until?: UntilCondition;
  /** With `until`; default 10 s. */
  readonly keepMs?: number;
  readonly pathMap?: readonly PathMapping[];
  readonly price?: Price;
  /** Called each second while the recording runs, which then is cut into slices of a second. */
  readonly onMoment?: (moment: LiveMoment) => void;
  /** What the target prints (launch only). */
  readonly onOutput?: (text: Uint8Array) => void;
}

/** All that was ever allocated grows without end where nobody says when the end is. */
export const allocationKind = ({ until }: RecordOptions): AllocationKind => (until ? 'live' : 'allocated');

/** A page has no state of a process to tell, and no children. */
export function ofPage({ target }: RecordOptions): boolean {
  return target.kind === 'url' || target.kind === 'lent';
}
