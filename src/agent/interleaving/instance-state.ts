import type { WasmModule } from '../../wasm/module';
import type { InstanceRecord } from '../probe';
import { stateGlobals, type StateGlobal } from '../state-globals';
import { differences, type WriteSet } from './write-set';

const GLOBAL_BYTES = 8;

/**
 * What an instance keeps from call to call, as one row of bytes: its mutable globals, eight bytes each, and then its
 * memory. An address in a `WriteSet` of it is one of linear memory plus `globalBytes`.
 */
export class InstanceState {
  readonly globalBytes: number;
  private readonly globals: readonly (StateGlobal & { readonly cell: WebAssembly.Global })[];

  /** Made for each use: an instance is kept alive by nobody of ours. */
  static of(record: InstanceRecord): InstanceState {
    return new InstanceState(record.compiled.module, record.exports() ?? {}, record.memories()[0]);
  }

  /** `exports` as V8 has them; a global that is not among them is left out. */
  constructor(
    module: WasmModule,
    exports: WebAssembly.Exports,
    private readonly memory: WebAssembly.Memory | undefined,
  ) {
    this.globals = stateGlobals(module).flatMap((global) => {
      const cell = exports[global.name];
      return cell instanceof WebAssembly.Global ? [{ ...global, cell }] : [];
    });
    this.globalBytes = this.globals.length * GLOBAL_BYTES;
  }

  snapshot(): Uint8Array {
    const memory = this.memoryBytes();
    if (this.globalBytes === 0) return memory.slice();
    const bytes = new Uint8Array(this.globalBytes + memory.length);
    this.writeGlobals(new DataView(bytes.buffer));
    bytes.set(memory, this.globalBytes);
    return bytes;
  }

  /** What differs now from a snapshot; null when it is more than can be kept. */
  changesSince(before: Uint8Array): WriteSet | null {
    const inMemory = differences(before.subarray(this.globalBytes), this.memoryBytes());
    if (inMemory === null || this.globalBytes === 0) return inMemory;
    const now = new Uint8Array(this.globalBytes);
    this.writeGlobals(new DataView(now.buffer));
    const changes = new Map(differences(before.subarray(0, this.globalBytes), now));
    for (const [address, change] of inMemory) changes.set(address + this.globalBytes, change);
    return changes;
  }

  /** Makes the instance what it was. Its memory must be as large. */
  restore(bytes: Uint8Array): void {
    this.readGlobals(new DataView(bytes.buffer, bytes.byteOffset));
    this.memoryBytes().fill(0, bytes.length - this.globalBytes).set(bytes.subarray(this.globalBytes));
  }

  /** Changes that something else made. */
  apply(writes: WriteSet): void {
    if (this.globalBytes > 0) {
      const globals = new DataView(new ArrayBuffer(this.globalBytes));
      this.writeGlobals(globals);
      for (const [address, { after }] of writes) if (address < this.globalBytes) globals.setUint32(address, after, true);
      this.readGlobals(globals);
    }
    const memory = this.memoryBytes();
    const words = new DataView(memory.buffer);
    for (const [address, { after }] of writes) if (address >= this.globalBytes) words.setUint32(address - this.globalBytes, after, true);
  }

  private memoryBytes(): Uint8Array {
    return this.memory ? new Uint8Array(this.memory.buffer) : new Uint8Array(0);
  }

  private writeGlobals(to: DataView): void {
    this.globals.forEach(({ type, cell }, index) => {
      const at = index * GLOBAL_BYTES;
      const value: unknown = cell.value;
      if (typeof value === 'bigint') to.setBigInt64(at, value, true);
      else if (type === 'i32') to.setInt32(at, Number(value), true);
      else to.setFloat64(at, Number(value), true);
    });
  }

  private readGlobals(from: DataView): void {
    this.globals.forEach(({ type, cell }, index) => {
      const at = index * GLOBAL_BYTES;
      cell.value = type === 'i64' ? from.getBigInt64(at, true) : type === 'i32' ? from.getInt32(at, true) : from.getFloat64(at, true);
    });
  }
}
