import { LIMITS } from '../base/limits';
import type { CallProblem } from '../trace/cache-events';
import type { StackId } from '../trace/event';
import type { AgentHost, BoundaryFunction } from './probe';
import { isBuiltIn } from './stacks';

/** How glue calls an export does not change from call to call: the first ones tell. */
export const CHECKED_CALLS = 64;

/** Arguments of each export's first calls against its type: glue of another build gives others. */
export class CallSignatures {
  private readonly wrong = new Set<CallSignature>();

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => {
      for (const signature of this.wrong) signature.tell();
      this.wrong.clear();
    });
  }

  of(target: BoundaryFunction): CallSignature {
    return new CallSignature(target, (signature) => this.keep(signature), this.host);
  }

  private keep(signature: CallSignature): void {
    if (this.wrong.size < LIMITS.agent.sites) this.wrong.add(signature);
  }
}

interface Found {
  count: number;
  readonly given: readonly string[];
  readonly stack: StackId;
}

class CallSignature {
  /** Asyncify calls an export again without arguments, to go on where it was suspended. */
  private readonly mayRewind: boolean;
  private readonly params: readonly string[] | null;
  private readonly found = new Map<CallProblem, Found>();
  private checked = 0;

  constructor(
    private readonly target: BoundaryFunction,
    private readonly onFound: (signature: CallSignature) => void,
    private readonly host: AgentHost,
  ) {
    this.params = target.type?.params ?? null;
    this.mayRewind = target.instance.compiled.module.exports.some(({ name }) => name === 'asyncify_start_rewind');
  }

  check(args: readonly unknown[]): void {
    if (this.params === null || (args.length === 0 && this.mayRewind)) return;
    this.checked++;
    const problem = problemOf(args, this.params);
    if (problem === null) return;
    this.onFound(this);
    const known = this.found.get(problem);
    if (known) {
      known.count++;
      return;
    }
    // `[1, 2].map(exports.f)` hands over more than was meant, and harmlessly.
    const caller = this.host.callerFrames(1)[0];
    if (problem === 'surplus' && (!caller || isBuiltIn(caller))) return;
    this.found.set(problem, { count: 1, given: args.map(kindOf), stack: this.host.captureStack() });
  }

  tell(): void {
    const { instance, name } = this.target;
    for (const [problem, { count, given, stack }] of this.found) {
      this.host.emit({ kind: 'call-mismatch', module: instance.compiled.hash, name, wanted: this.params ?? [], given, problem, count, checked: this.checked, stack });
    }
    this.found.clear();
    this.checked = 0;
  }
}

function problemOf(args: readonly unknown[], params: readonly string[]): CallProblem | null {
  for (let index = 0; index < params.length && index < args.length; index++) {
    const problem = argumentProblem(args[index], params[index]!);
    if (problem) return problem;
  }
  if (args.length < params.length) return params.slice(args.length).some(isNumeric) ? 'missing' : null;
  return args.length > params.length && args.slice(params.length).some((value) => value != null) ? 'surplus' : null;
}

/** ToWebAssemblyValue (Wasm JS API, 5.6), and where it keeps nothing of what was given. */
function argumentProblem(value: unknown, param: string): CallProblem | null {
  if (!isNumeric(param)) return null;
  const type = typeof value;
  if (param === 'i64') return type === 'number' ? 'kind' : null;
  if (type === 'bigint') return 'kind';
  if (type === 'number') return param === 'i32' && value !== 0 && Math.abs(value as number) < 1 ? 'fraction' : null;
  if (type === 'string') return Number.isNaN(Number(value)) ? 'not-a-number' : null;
  // An object may know its number (a Date, a boxed one): asking it could have effects.
  return Array.isArray(value) || ArrayBuffer.isView(value) ? 'not-a-number' : null;
}

const isNumeric = (type: string): boolean => type === 'i32' || type === 'i64' || type === 'f32' || type === 'f64';

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
