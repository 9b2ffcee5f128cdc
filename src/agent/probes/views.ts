import type * as FileSystem from 'node:fs';
import type * as Inspector from 'node:inspector';
import { ExecutedLines, mayUseProfiler } from '../collections/executed-lines';
import { ProgramWalk } from '../collections/program-roots';
import { KeptViews } from '../collections/kept-views';
import { OutgrownViews, viewKey, type MemoryGrowth, type OutgrownView } from '../collections/outgrown-views';
import { viewMaking, viewUses, type PlaceInText } from '../collections/source-search';
import { SourceText } from '../collections/source-text';
import type { FilePlace } from '../../trace/memory-events';
import type { AgentHost, Probe } from '../probe';
import { ViewSites } from '../transfer/view-sites';
import { WorkBudget } from '../work-budget';

/** Flushes over which a suspected view's lines are observed, and how often that may happen in one process. */
const OBSERVED_FLUSHES = 2;
const MAX_ROUNDS = 6;
/** A walk that looks for views stops the service for at most this long. */
const WALK_MS = 250;
const WALK_SHARE = 0.02;
const WALK_STORE_MS = 5;

type View = NodeJS.ArrayBufferView;

/** A variable or property that holds a view of a buffer that its memory has left behind. */
interface Holder {
  readonly owner: string;
  readonly file: string;
  readonly view: WeakRef<View>;
  readonly viewType: string;
  readonly reason: 'detached' | 'shared-grown';
}

/**
 * Views of linear memory that are kept over its growth and used then. When a memory's buffer has changed, variables
 * that still hold views of the old one are looked for; while any are found, it is observed which lines of their files
 * run. What is still held afterwards was not refreshed by its glue, and a line that reads it and ran has used it.
 * Variables of functions that are still active, or that no walk comes to, are known by the program's text alone
 * (`OutgrownViews`): made where the old buffer was asked for, never replaced, used where the program came by since.
 */
export const views: Probe = {
  name: 'views',
  install(host) {
    if (host.options.mode === 'attach') {
      host.emit({ kind: 'not-observed', rules: ['async/stale-view'], why: 'which buffers belong to a memory is known only in a program that was launched under Wasmscope' });
      return () => undefined;
    }
    const probe = new ViewsProbe(host);
    host.wasm.onExportCall(({ instance }) => (instance.compiled.module.memories.length === 0 ? null : { enter: probe.onCall }));
    return probe.uninstall;
  },
};

class ViewsProbe {
  /** Every buffer that a memory ever had. */
  private readonly known = new WeakMap<ArrayBufferLike, WeakRef<WebAssembly.Memory>>();
  private readonly latest = new WeakMap<WebAssembly.Memory, ArrayBufferLike>();
  private readonly told = new Set<string>();
  private readonly sources: SourceText;
  private readonly outgrown: OutgrownViews;
  readonly onCall: () => void;
  private growth: MemoryGrowth = { oldBytes: 0, newBytes: 0, stack: 0 };
  private observation: { readonly lines: ExecutedLines; readonly holders: readonly Holder[]; readonly suspects: readonly OutgrownView[]; flushesLeft: number } | null = null;
  private changed = false;
  private rounds = 0;
  private readonly walkBudget: WorkBudget;

  constructor(private readonly host: AgentHost) {
    this.sources = new SourceText(host.require('node:fs') as typeof FileSystem);
    this.walkBudget = new WorkBudget({ share: WALK_SHARE, storeMs: WALK_STORE_MS, firstMs: WALK_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    host.wasm.onInstance((record) => this.lookAt(record.exports() ?? {}));
    const sites = new ViewSites(host, (buffer) => this.known.has(buffer));
    this.outgrown = new OutgrownViews(sites, new KeptViews(this.sources), (limit) => host.callerFrames(limit));
    this.onCall = this.outgrown.onCall;
    host.wasm.onGrow((_instance, memory, oldBytes, newBytes, stack) => {
      this.growth = { oldBytes, newBytes, stack };
      const oldBuffer = this.latest.get(memory);
      if (oldBuffer && oldBuffer !== memory.buffer) this.outgrown.onGrow(this.growth, oldBuffer, memory.buffer);
      this.look();
    });
    host.onFlush(() => this.onFlush());
    process.prependListener('exit', this.onExit);
  }

  readonly uninstall = (): void => {
    process.removeListener('exit', this.onExit);
    this.observation?.lines.stop();
    this.observation = null;
  };

  private readonly onExit = (): void =>
    this.host.guard(() => {
      this.tellCertain();
      this.conclude();
    })();

  /** Notes the buffers that memories have now. `memory.grow(0)` changes the buffer and no size. */
  private look(): void {
    for (const record of this.host.wasm.instances()) this.lookAt(record.memories());
  }

  private lookAt(candidates: object): void {
    for (const memory of Object.values(candidates) as unknown[]) {
      if (!(memory instanceof WebAssembly.Memory)) continue;
      const { buffer } = memory;
      if (this.latest.get(memory) === buffer) continue;
      const old = this.latest.get(memory);
      if (old) this.changed = true;
      // Growth of a shared memory is told by nobody.
      if (old && !(old instanceof ArrayBuffer)) this.outgrown.onGrow({ oldBytes: old.byteLength, newBytes: buffer.byteLength, stack: 0 }, old, buffer);
      this.latest.set(memory, buffer);
      this.known.set(buffer, new WeakRef(memory));
    }
  }

  private onFlush(): void {
    this.look();
    this.tellCertain();
    if (this.observation) {
      if (--this.observation.flushesLeft <= 0) this.conclude();
    } else if (this.changed && this.rounds < MAX_ROUNDS && mayUseProfiler() && this.walkBudget.isLeft) {
      this.suspect();
    }
    this.outgrown.afterFlush();
  }

  private tellCertain(): void {
    for (const { view, growth, uses } of this.outgrown.certain()) this.tell({ ...view, reason: growth.reason }, uses, view.madeAt, growth);
  }

  private suspect(): void {
    const { holders: all, complete } = this.walkBudget.spend(() => this.staleHolders());
    const holders = all.filter(({ owner, file }) => !this.isTold(file, owner));
    const suspects = this.outgrown.suspects().filter(({ view }) => !this.isTold(view.file, view.owner));
    this.changed = !complete;
    if (holders.length + suspects.length > 0 || !complete) this.rounds++;
    if (holders.length + suspects.length === 0) return;
    this.observation = { lines: new ExecutedLines(this.host.require('node:inspector') as typeof Inspector), holders, suspects, flushesLeft: OBSERVED_FLUSHES };
  }

  private conclude(): void {
    if (!this.observation) return;
    const { lines, holders, suspects } = this.observation;
    this.observation = null;
    const ran = lines.stop();
    const { holders: still } = this.staleHolders((found) => holders.every((holder) => found.some((other) => isSame(holder, other))));
    for (const holder of holders) {
      const { owner, file } = holder;
      const kept = still.some((other) => isSame(holder, other));
      const source = kept ? this.sources.of(file) : null;
      if (source === null) continue;
      const uses = viewUses(source, file, owner).filter(({ offset }) => ran(file, offset));
      if (uses.length > 0) this.tell(holder, uses, viewMaking(source, file, owner), this.growth);
      else this.changed = true;
    }
    const unchanged = new Set(this.outgrown.suspects().map(({ view }) => view));
    for (const { view, growth } of suspects) {
      const uses = unchanged.has(view) && !ran(view.file, view.madeAt.offset) ? view.uses.filter(({ offset }) => ran(view.file, offset)) : [];
      if (uses.length > 0) this.tell({ ...view, reason: growth.reason }, uses, view.madeAt, growth);
      else this.changed = true;
    }
  }

  private isTold(file: string, owner: string): boolean {
    return this.told.has(viewKey(file, owner));
  }

  private tell({ owner, file, viewType, reason }: Omit<Holder, 'view'>, uses: readonly PlaceInText[], made: FilePlace | null, { oldBytes, newBytes, stack }: MemoryGrowth): void {
    if (this.isTold(file, owner)) return;
    this.told.add(viewKey(file, owner));
    this.host.emit({ kind: 'stale-view', owner, ownerFile: file, viewType, uses: uses.map(placeOnly), madeAt: made && placeOnly(made), reason, oldBytes, newBytes, growStack: stack });
  }

  private staleHolders(isEnough: (found: readonly Holder[]) => boolean = () => false): { holders: Holder[]; complete: boolean } {
    const holders: Holder[] = [];
    let complete = false;
    const walk = new ProgramWalk(this.host.require);
    const until = performance.now() + WALK_MS;
    try {
      while (performance.now() < until) {
        const step = walk.next();
        if (!step) {
          complete = true;
          break;
        }
        const { value, owner, file } = step;
        if (!ArrayBuffer.isView(value) || owner === '' || file === null) continue;
        const reason = this.staleness(value as View);
        if (!reason) continue;
        holders.push({ owner, file, view: new WeakRef(value as View), viewType: value.constructor.name, reason });
        if (isEnough(holders)) break;
      }
    } finally {
      walk.close();
    }
    return { holders, complete };
  }

  private staleness(view: View): Holder['reason'] | null {
    const memory = this.known.get(view.buffer)?.deref();
    if (!memory || memory.buffer === view.buffer) return null;
    if (view.buffer instanceof ArrayBuffer) return 'detached';
    // A view of a part of a shared memory stays right; one of all of it ends too early.
    const endsWithOldMemory = view.byteOffset === 0 && view.byteLength === view.buffer.byteLength;
    return endsWithOldMemory && view.byteLength < memory.buffer.byteLength ? 'shared-grown' : null;
  }
}

const isSame = (a: Holder, b: Holder): boolean => a.owner === b.owner && a.file === b.file && a.view.deref() === b.view.deref();

const placeOnly = ({ file, line, column }: FilePlace): FilePlace => ({ file, line, column });
