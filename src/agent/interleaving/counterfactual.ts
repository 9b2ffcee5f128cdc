import type { WasmModule } from '../../wasm/module';
import type { InstanceRecord } from '../probe';
import { ModuleRewriter } from '../../wasm/rewrite/module-rewriter';
import { exportStateGlobals } from '../state-globals';
import { InstanceState } from './instance-state';
import type { MemoryLayout } from './memory-layout';
import { wordsOfProgram } from './program-words';
import { unwatchedInstance } from './unwatched-instance';
import { differences, type WriteSet } from './write-set';

/** An import call as it went, with what it did to memory, so that it can be played back. */
export interface RecordedImport {
  readonly name: string;
  readonly args: readonly unknown[];
  result: unknown;
  writes: WriteSet | null;
}

/** An export call as it went. */
export interface RecordedCall {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The instance's state (`InstanceState`). */
  readonly before: Uint8Array;
  readonly imports: RecordedImport[];
  outcome: Outcome;
}

export type Outcome = { readonly result: unknown } | { readonly error: string };

/** `unknown`: playing the call back did not even give the outcome that it had. */
export type Verdict = { readonly effect: 'depends' | 'independent' | 'unknown'; readonly result: unknown; readonly alone: unknown };

/**
 * Would a call have gone otherwise without what another one did? It is played on a replica of the instance: as it was,
 * to prove that it can be repeated, and as `alone` says. `foreign` are the words that were put back there. Nothing of
 * the service is touched; imports are answered from the record.
 */
export function judge(record: InstanceRecord, call: RecordedCall, alone: RecordedCall, foreign: ReadonlyMap<number, unknown>, layout: MemoryLayout): Verdict {
  if (!isPlayable(call)) return UNKNOWN;
  const same = replay(record, call, NEVER);
  if (!same || !sameOutcome(same.outcome, call.outcome, NEVER) || !same.importsAgree) return UNKNOWN;
  const isPointer = (value: unknown): boolean => typeof value === 'number' && value % POINTER_ALIGNMENT === 0 && value >= LOWEST_POINTER && value < call.before.length;
  const other = replay(record, alone, isPointer);
  if (!other) return UNKNOWN;
  // Without what the others did it could not even run: such a world there never was.
  if ('error' in other.outcome && !('error' in call.outcome)) return UNKNOWN;
  const independent = sameOutcome(other.outcome, call.outcome, isPointer) && other.importsAgree && wordsOfProgram(record, wordsThatDiffer(same.state, other.state, call.before, foreign, layout, isPointer)).certain.length === 0;
  return { effect: independent ? 'independent' : 'depends', result: shown(call.outcome), alone: shown(other.outcome) };
}

const NEVER = (): boolean => false;
/** What may be an address in linear memory: compilers leave its first kilobyte free. */
const LOWEST_POINTER = 1_024;
const POINTER_ALIGNMENT = 4;
const UNKNOWN: Verdict = { effect: 'unknown', result: null, alone: null };

function shown(outcome: Outcome): unknown {
  return 'error' in outcome ? outcome.error : outcome.result;
}

/** Only numbers go in and out: a reference belongs to the real instance. */
function isPlayable({ args, imports, outcome }: RecordedCall): boolean {
  const numeric = (value: unknown): boolean => value === undefined || typeof value === 'number' || typeof value === 'bigint';
  return args.every(numeric) && ('error' in outcome || numeric(outcome.result)) && imports.every((each) => each.writes !== null && numeric(each.result) && each.args.every(numeric));
}

interface Replay {
  readonly outcome: Outcome;
  readonly importsAgree: boolean;
  readonly state: Uint8Array;
}

const replicas = new WeakMap<InstanceRecord, Replica | null>();

function replay(record: InstanceRecord, call: RecordedCall, isPointer: (value: unknown) => boolean): Replay | null {
  let replica = replicas.get(record);
  if (replica === undefined) replicas.set(record, (replica = Replica.of(record)));
  return replica && replica.play(call, isPointer);
}

/** A second instance of the module as built, whose imports are played back. */
class Replica {
  private readonly exports: WebAssembly.Exports;
  private readonly memory: WebAssembly.Memory | undefined;
  private readonly state: InstanceState;
  private script: readonly RecordedImport[] = [];
  private next = 0;
  private agrees = true;
  private isPointer: (value: unknown) => boolean = () => false;

  static of(record: InstanceRecord): Replica | null {
    const { module } = record.compiled;
    if (module.memories.length > 1 || module.memories[0]?.shared || module.imports.some(({ kind }) => kind === 'table' || kind === 'tag')) return null;
    try {
      return new Replica(record);
    } catch {
      return null;
    }
  }

  private constructor(record: InstanceRecord) {
    const { module } = record.compiled;
    const { exports, memory } = unwatchedInstance(module, withStateGlobals(module), (name, args) => this.answer(name, args));
    this.exports = exports;
    this.memory = memory;
    this.state = new InstanceState(module, this.exports, this.memory);
  }

  play(call: RecordedCall, isPointer: (value: unknown) => boolean): Replay {
    this.isPointer = isPointer;
    const missing = (call.before.length - this.state.globalBytes - (this.memory?.buffer.byteLength ?? 0)) / PAGE_BYTES;
    if (missing > 0) this.memory!.grow(missing);
    this.state.restore(call.before);
    this.script = call.imports;
    this.next = 0;
    this.agrees = true;
    const outcome = outcomeOf(() => (this.exports[call.name] as (...args: readonly unknown[]) => unknown)(...call.args));
    return { outcome, importsAgree: this.agrees && this.next === this.script.length, state: this.state.snapshot() };
  }

  private answer(name: string, args: readonly unknown[]): unknown {
    const recorded = this.script[this.next++];
    if (!recorded || recorded.name !== name) {
      this.agrees = false;
      return 0;
    }
    if (!args.every((arg, index) => isSame(arg, recorded.args[index], this.isPointer))) this.agrees = false;
    if (recorded.writes) this.state.apply(recorded.writes);
    return recorded.result;
  }
}

/** The module as built, its globals within reach. */
function withStateGlobals(module: WasmModule): Uint8Array {
  const rewriter = new ModuleRewriter(module);
  return exportStateGlobals(rewriter, module) ? rewriter.finish().bytes : module.bytes;
}

const PAGE_BYTES = 65_536;

export function outcomeOf(call: () => unknown): Outcome {
  try {
    return { result: call() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function sameOutcome(a: Outcome, b: Outcome, isPointer: (value: unknown) => boolean): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b;
  return isSame(a.result, b.result, isPointer);
}

/** Addresses may move when somebody else has allocated meanwhile; that alone is no difference. */
function isSame(a: unknown, b: unknown, isPointer: (value: unknown) => boolean): boolean {
  return Object.is(a, b) || (isPointer(a) && isPointer(b));
}

/** Words that the call wrote in both plays, but not alike; what was taken back, and the dead part of the stack, aside. */
function wordsThatDiffer(same: Uint8Array, alone: Uint8Array, before: Uint8Array, foreign: ReadonlyMap<number, unknown>, layout: MemoryLayout, isPointer: (value: unknown) => boolean): number[] {
  const old = new DataView(before.buffer, before.byteOffset);
  const found: number[] = [];
  for (const [address, { before: value, after: other }] of differences(same, alone) ?? []) {
    if (foreign.has(address) || address + 4 > before.length || (address >= layout.stack.start && address < layout.stack.end)) continue;
    const was = old.getUint32(address, true);
    if (was !== value && was !== other && !(isPointer(value) && isPointer(other))) found.push(address);
  }
  return found;
}
