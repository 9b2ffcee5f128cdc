import type * as Inspector from 'node:inspector';
import type { StackId } from '../../trace/event';
import { ScopeReader } from '../collections/scope-reader';
import { isLargeHeap } from '../large-heap';
import type { AgentHost, InstanceRecord, Probe } from '../probe';
import { bytesFingerprint } from '../transfer/fingerprint';
import { MemoryAccesses } from '../transfer/memory-accesses';
import { WorkBudget } from '../work-budget';

/** All living views are asked of V8, which collects garbage first: some 30 ms with a small heap. */
const LOOK_SHARE = 0.02;
const LOOK_STORE_MS = 10;
const LOOK_FIRST_MS = 500;
/** Calls of an instance between two looks: few at first, so that short programs are looked at too. */
const FIRST_LOOK = 5;
const LOOK_FACTOR = 1.6;
/** Views of one range that live at once. A register that still holds the last view, and the one made now, are two. */
const ENOUGH_VIEWS = 3;
/** Calls that a suspicion is followed over, and how often it is. */
const FOLLOWED_CALLS = 8;
const FOLLOWED_ROUNDS = 3;
/**
 * Calls whose views must all be alive. V8 does not clear the registers of frames that are still running: views of the
 * last two or three calls may live on there although the program has let go of them.
 */
const HELD_CALLS = 6;
const MAX_SUSPECTS = 4;
const MAX_TOLD = 20;

type View = NodeJS.ArrayBufferView;

/** A range of memory that several living views show. */
interface Suspect {
  readonly instance: InstanceRecord;
  readonly buffer: WeakRef<ArrayBufferLike>;
  readonly start: number;
  readonly sizeBytes: number;
  readonly viewType: string;
  readonly print: string;
  overwritten: { readonly export: string; readonly stack: StackId } | null;
  /** The views that were there when following began. */
  seen: WeakSet<View>;
  callsLeft: number;
  roundsLeft: number;
}

/**
 * Results that are views of linear memory and are kept while later calls write over them. Several living views of one
 * range are suspect. From a call on that has written the range it is followed for some calls how many views of it are
 * made and stay alive: where those of more than a few calls do, all but the newest show what they were not kept for.
 * Views that died meanwhile and copies stay out of it, and so do views that were all made together (windows on live state).
 */
export const overwrittenViews: Probe = {
  name: 'overwritten-views',
  rules: ['async/overwritten-view'],
  wrapsInstances: true,
  install(host) {
    if (host.options.mode === 'attach') return () => undefined;
    const probe = new OverwrittenViews(host);
    host.wasm.onExportCall(({ instance, name }) => (instance.compiled.module.memories.length === 0 ? null : probe.hooksFor(instance, name)));
    return () => undefined;
  },
};

class OverwrittenViews {
  private readonly budget: WorkBudget;
  private readonly accesses: MemoryAccesses;
  private suspects: Suspect[] = [];
  private readonly told = new Set<string>();
  private heapWasLarge = false;
  private depth = 0;

  constructor(private readonly host: AgentHost) {
    this.budget = new WorkBudget({ share: LOOK_SHARE, storeMs: LOOK_STORE_MS, firstMs: LOOK_FIRST_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    this.accesses = new MemoryAccesses(host);
  }

  hooksFor(instance: InstanceRecord, name: string): { enter(): void; leave(): void; fail(): void } {
    const looks = looksOf(instance);
    return {
      enter: () => {
        if (this.depth++ === 0 && this.suspects.length > 0) this.beforeCall(instance, name);
      },
      leave: () => {
        if (--this.depth > 0) return;
        if (this.suspects.length > 0) this.afterCall(instance, name);
        if (++looks.calls < looks.nextLook) return;
        looks.nextLook = Math.ceil(looks.nextLook * LOOK_FACTOR);
        if (this.suspects.length === 0) this.suspect(instance);
      },
      fail: () => void this.depth--,
    };
  }

  private suspect(instance: InstanceRecord): void {
    if (this.told.size >= MAX_TOLD) return;
    for (const views of this.lookAt(instance)) {
      const [first] = views;
      if (!first || views.length < ENOUGH_VIEWS || this.suspects.length >= MAX_SUSPECTS) continue;
      const { buffer, byteOffset: start, byteLength: sizeBytes } = first;
      if (this.told.has(keyOf(instance, start, sizeBytes))) continue;
      this.suspects.push({ instance, buffer: new WeakRef(buffer), start, sizeBytes, viewType: first.constructor.name, print: bytesFingerprint(bytesOf(first)), overwritten: null, seen: new WeakSet(views), callsLeft: 0, roundsLeft: FOLLOWED_ROUNDS });
    }
  }

  /** The first call that writes the range is the one to name, and to follow. */
  private afterCall(instance: InstanceRecord, name: string): void {
    for (const suspect of this.suspects) {
      if (suspect.instance !== instance || this.isFollowing) continue;
      const buffer = suspect.buffer.deref();
      if (!buffer || buffer.byteLength < suspect.start + suspect.sizeBytes) this.drop(suspect);
      else if (bytesFingerprint(new Uint8Array(buffer, suspect.start, suspect.sizeBytes)) !== suspect.print) {
        suspect.overwritten = { export: name, stack: this.host.captureStack() };
        this.follow(suspect, buffer);
      }
    }
  }

  /** One range at a time: the places that make views are noted for one. */
  private get isFollowing(): boolean {
    return this.suspects.some(({ overwritten }) => overwritten !== null);
  }

  private follow(suspect: Suspect, buffer: ArrayBufferLike): void {
    suspect.callsLeft = FOLLOWED_CALLS;
    this.accesses.watch(buffer);
  }

  /** By the next call the result of the one before has been kept. */
  private beforeCall(instance: InstanceRecord, name: string): void {
    for (const suspect of this.suspects) {
      const { overwritten } = suspect;
      if (suspect.instance !== instance || overwritten?.export !== name) continue;
      this.accesses.nextCall();
      if (--suspect.callsLeft <= 0 && this.budget.isLeft) this.conclude(suspect, overwritten);
    }
  }

  private conclude(suspect: Suspect, { export: name, stack }: NonNullable<Suspect['overwritten']>): void {
    const { instance, start, sizeBytes, viewType, seen } = suspect;
    const views = this.lookAt(instance).find(([first]) => first?.byteOffset === start && first.byteLength === sizeBytes) ?? [];
    const newer = views.filter((view) => !seen.has(view)).length;
    const made = this.accesses.making(start, sizeBytes);
    const buffer = suspect.buffer.deref();
    if (newer >= HELD_CALLS * made.mostInCall) {
      this.told.add(keyOf(instance, start, sizeBytes));
      this.host.emit({ kind: 'overwritten-view', instance: instance.id, module: instance.compiled.hash, export: name, viewType, sizeBytes, heldViews: views.length, callStack: stack, madeStack: made.stack });
      this.drop(suspect);
    } else if (buffer && --suspect.roundsLeft > 0) {
      // A queue that was just worked off.
      suspect.seen = new WeakSet(views);
      this.follow(suspect, buffer);
    } else this.drop(suspect);
  }

  private drop(suspect: Suspect): void {
    this.suspects = this.suspects.filter((other) => other !== suspect);
  }

  /** Living views of parts of the instance's memory, those of one range together. */
  private lookAt(instance: InstanceRecord): View[][] {
    if (!this.budget.isLeft || !instance.memories().some(({ buffer }) => this.accesses.isUsed(buffer))) return [];
    if (isLargeHeap(this.host)) {
      if (!this.heapWasLarge) this.host.emit({ kind: 'not-observed', rules: ['async/overwritten-view'], why: 'the heap is so large that looking for living views would hold the service up' });
      this.heapWasLarge = true;
      return [];
    }
    const buffers = new Set<ArrayBufferLike>(instance.memories().map(({ buffer }) => buffer));
    const byRange = new Map<string, View[]>();
    for (const view of this.budget.spend(() => this.livingViews())) {
      if (!buffers.has(view.buffer) || view.byteLength === 0 || view.byteLength === view.buffer.byteLength) continue;
      const key = `${view.byteOffset} ${view.byteLength}`;
      const views = byRange.get(key);
      if (views) views.push(view);
      else byRange.set(key, [view]);
    }
    return [...byRange.values()];
  }

  private livingViews(): View[] {
    const reader = new ScopeReader(this.host.require('node:inspector') as typeof Inspector);
    try {
      return reader.instancesOf(TypedArray).filter((value): value is View => ArrayBuffer.isView(value));
    } finally {
      reader.close();
    }
  }
}

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

const counts = new WeakMap<InstanceRecord, { calls: number; nextLook: number }>();

/** Counted over all exports of an instance. */
function looksOf(instance: InstanceRecord): { calls: number; nextLook: number } {
  let looks = counts.get(instance);
  if (!looks) counts.set(instance, (looks = { calls: 0, nextLook: FIRST_LOOK }));
  return looks;
}

const keyOf = (instance: InstanceRecord, start: number, sizeBytes: number): string => `${instance.id} ${start} ${sizeBytes}`;
const bytesOf = ({ buffer, byteOffset, byteLength }: View): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
