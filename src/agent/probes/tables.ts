import { LIMITS } from '../../base/limits';
import type { AgentHost, CallHooks, InstanceRecord, Probe } from '../probe';
import type { StackId } from '../../trace/event';

/** A table of references is counted slot by slot up to this length. */
const COUNTED_SLOTS = 4_096;
/** Flushes at which a table had more in it before it is looked who fills it. */
const SUSPECT_GROWTHS = 3;
/** Slots whose last filling is remembered, by table. */
const REMEMBERED_SLOTS = 512;

interface Followed {
  readonly id: number;
  readonly ref: WeakRef<WebAssembly.Table>;
  readonly name: string | null;
  readonly instance: InstanceRecord | null;
  readonly element: string;
  length: number;
  filled: number | null;
  growths: number;
  /** By slot, the stack that filled it last. */
  readonly fillings: Map<number, StackId>;
  /** Its length when a growth was last looked at. */
  seenLength: number;
  /** The first stack that made it grow since the last flush, or 0. */
  grownBy: StackId;
}

/** Lengths of tables, and for tables of externref what is in them: callbacks and references that Wasm is given. */
export const tables: Probe = {
  name: 'tables',
  rules: ['memory/table-growth'],
  install: (host) => new TablesProbe(host).uninstall,
};

class TablesProbe {
  private readonly byTable = new WeakMap<WebAssembly.Table, Followed>();
  private readonly all = new Map<number, Followed>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the original, whatever the program patches later; always called on a table
  private readonly getSlot: (this: WebAssembly.Table, index: number) => unknown = WebAssembly.Table.prototype.get;
  private lastId = 0;
  private watching = false;

  constructor(private readonly host: AgentHost) {
    const sawGrowth = host.guard((table: WebAssembly.Table) => this.grown(this.follow(table)));
    host.patch(WebAssembly.Table.prototype, 'grow', (grow) => function (this: WebAssembly.Table, ...args: unknown[]) {
      const before = Reflect.apply(grow, this, args) as number;
      sawGrowth(this);
      return before;
    });
    host.wasm.onInstance((record) => {
      for (const [name, value] of Object.entries(record.exports() ?? {})) if (value instanceof WebAssembly.Table && !name.startsWith('wasmscope:')) this.follow(value, record, name);
    });
    host.wasm.onExportCall(({ instance }) => this.hooksFor(instance));
    host.onFlush(() => this.onFlush());
  }

  readonly uninstall = (): void => this.all.clear();

  private follow(table: WebAssembly.Table, instance: InstanceRecord | null = null, name: string | null = null): Followed | null {
    const known = this.byTable.get(table);
    if (known) return known;
    if (this.all.size >= LIMITS.agent.trackedCollections) return null;
    const declared = instance?.compiled.module.exports.find((each) => each.kind === 'table' && each.name === name);
    const element = (declared && instance?.compiled.module.tables[declared.index]?.element) ?? 'funcref';
    const followed: Followed = { id: ++this.lastId, ref: new WeakRef(table), name, instance, element, length: table.length, filled: null, growths: 0, fillings: new Map(), seenLength: table.length, grownBy: 0 };
    this.byTable.set(table, followed);
    this.all.set(followed.id, followed);
    return followed;
  }

  /** Growth by `table.grow` inside of Wasm is seen when the call is over, once a table is suspected. */
  private hooksFor(instance: InstanceRecord): CallHooks | null {
    const own = [...this.all.values()].filter((followed) => followed.instance === instance && followed.element === 'externref');
    if (own.length === 0) return null;
    const look = (): void => {
      if (!this.watching) return;
      for (const followed of own) if (followed.ref.deref()?.length !== followed.seenLength) this.grown(followed);
    };
    return { leave: look, fail: look };
  }

  private grown(followed: Followed | null): void {
    if (!followed) return;
    followed.seenLength = followed.ref.deref()?.length ?? 0;
    if (followed.grownBy === 0) followed.grownBy = this.host.captureStack();
  }

  private onFlush(): void {
    for (const followed of this.all.values()) {
      const table = followed.ref.deref();
      if (!table) {
        this.all.delete(followed.id);
        continue;
      }
      const filled = followed.element === 'externref' && table.length <= COUNTED_SLOTS ? this.countFilled(table) : null;
      if (table.length === followed.length && filled === followed.filled) continue;
      if (table.length > followed.length || (filled ?? 0) > (followed.filled ?? 0)) followed.growths++;
      Object.assign(followed, { length: table.length, seenLength: table.length, filled });
      if (followed.growths >= SUSPECT_GROWTHS && followed.element === 'externref') this.watchFillings();
      this.tell(followed, this.fillerOf(followed, table) || followed.grownBy);
      followed.grownBy = 0;
    }
  }

  /** From now on the stacks of `Table.prototype.set` are taken. */
  private watchFillings(): void {
    if (this.watching) return;
    this.watching = true;
    const { filledNow } = this;
    this.host.patch(WebAssembly.Table.prototype, 'set', (set) => function (this: WebAssembly.Table, ...args: [number, unknown?]) {
      Reflect.apply(set, this, args);
      filledNow(this, args[0]);
    });
  }

  private readonly filledNow = (table: WebAssembly.Table, slot: number): void => {
    const followed = this.byTable.get(table);
    if (followed?.element !== 'externref' || followed.fillings.size >= REMEMBERED_SLOTS) return;
    this.host.guard(() => void followed.fillings.set(slot, this.host.captureStack()))();
  };

  /** The stack that filled most of the slots that are still filled. */
  private fillerOf({ fillings }: Followed, table: WebAssembly.Table): StackId {
    const counts = new Map<StackId, number>();
    for (const [slot, stack] of fillings) {
      if (isFilled(this.getSlot.call(table, slot))) counts.set(stack, (counts.get(stack) ?? 0) + 1);
      else fillings.delete(slot);
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  }

  private countFilled(table: WebAssembly.Table): number {
    let filled = 0;
    for (let slot = 0; slot < table.length; slot++) if (isFilled(this.getSlot.call(table, slot))) filled++;
    return filled;
  }

  private tell({ id, instance, name, element, length, filled }: Followed, stack: StackId): void {
    this.host.emit({ kind: 'table-size', table: id, module: instance?.compiled.hash ?? null, name, element, length, filled, stack });
  }
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null;
