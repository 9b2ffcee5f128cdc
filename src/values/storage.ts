import type { MemoryReader } from '../base/memory-reader';
import { memoryAddress, type MemoryAddress } from '../base/offsets';
import type { ResolvedLocation } from '../symbols/variable';

/** Why a value can't be shown. Expected, per value: it becomes the value's text and never fails its neighbours. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Where the bytes of a value are: in linear memory, in a Wasm local, or in pieces of both. */
export interface Storage {
  /** null where the value is not in memory. */
  readonly address: MemoryAddress | null;
  /** Exactly `size` bytes from `offset` on; throws Unavailable where they are not to be had. */
  read(offset: number, size: number): Promise<Uint8Array>;
  /** The same bytes, counted from `offset` on. */
  at(offset: number): Storage;
}

export function storageOf(location: ResolvedLocation, memory: MemoryReader): Storage {
  switch (location.kind) {
    case 'memory':
      return new MemoryStorage(memory, location.address);
    case 'bytes':
      return new HeldBytes(location.bytes, location.missing);
    case 'optimised-out':
      throw new Unavailable('optimised out');
    case 'unreadable':
      throw new Unavailable(`unreadable: ${location.why}`);
  }
}

/** What of a memory has been read already, so that the members of a struct cost one read together. */
interface Window {
  readonly start: number;
  readonly bytes: Uint8Array;
}

export class MemoryStorage implements Storage {
  constructor(
    private readonly memory: MemoryReader,
    readonly address: MemoryAddress,
    private readonly window?: Window,
  ) {}

  async read(offset: number, size: number): Promise<Uint8Array> {
    const start = this.address + offset;
    const held = this.window;
    if (held && start >= held.start && start + size <= held.start + held.bytes.length) {
      return held.bytes.subarray(start - held.start, start - held.start + size);
    }
    const bytes = await this.memory.read(memoryAddress(start), size);
    if (bytes.length < size) throw new Unavailable(`unreadable: 0x${start.toString(16)} lies outside the memory`);
    return bytes;
  }

  at(offset: number): Storage {
    return new MemoryStorage(this.memory, memoryAddress(this.address + offset), this.window);
  }

  elsewhere(address: number): MemoryStorage {
    return new MemoryStorage(this.memory, memoryAddress(address));
  }

  /** The same place with the next `size` bytes read ahead, as far as the memory reaches. */
  async readAhead(size: number): Promise<Storage> {
    if (this.window && this.address >= this.window.start && this.address + size <= this.window.start + this.window.bytes.length) return this;
    const bytes = await this.memory.read(this.address, size);
    return new MemoryStorage(this.memory, this.address, { start: this.address, bytes });
  }
}

/** Bytes that are not in memory. `missing` marks those that the compiler has optimised away. */
export class HeldBytes implements Storage {
  readonly address = null;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly missing?: readonly boolean[],
    private readonly start = 0,
  ) {}

  read(offset: number, size: number): Promise<Uint8Array> {
    const start = this.start + offset;
    const gone = this.missing?.slice(start, start + size).some(Boolean);
    if (gone) return Promise.reject(new Unavailable('optimised out'));
    if (start + size > this.bytes.length) return Promise.reject(new Unavailable('unreadable: fewer bytes than its type has'));
    return Promise.resolve(this.bytes.subarray(start, start + size));
  }

  at(offset: number): Storage {
    return new HeldBytes(this.bytes, this.missing, this.start + offset);
  }
}

/** A bit-field (DWARF 5, 5.7.6), cut out of its storage and extended to whole bytes when read. */
export class BitField implements Storage {
  readonly address = null;

  constructor(
    readonly storage: Storage,
    readonly bits: { readonly offset: number; readonly size: number },
    private readonly signed: boolean,
  ) {}

  async read(offset: number, size: number): Promise<Uint8Array> {
    const held = await this.storage.read(0, Math.ceil((this.bits.offset + this.bits.size) / 8));
    const raw = unsignedOf(held) >> BigInt(this.bits.offset);
    const value = this.signed ? BigInt.asIntN(this.bits.size, raw) : BigInt.asUintN(this.bits.size, raw);
    return bytesOf(value, offset + size).subarray(offset);
  }

  over(storage: Storage): BitField {
    return new BitField(storage, this.bits, this.signed);
  }

  at(offset: number): Storage {
    return offset === 0 ? this : new BitField(this.storage, { offset: this.bits.offset + offset * 8, size: this.bits.size - offset * 8 }, this.signed);
  }
}

/** A virtual base class (Itanium C++ ABI, 2.4): how far on it stands is written in the virtual table, before its beginning. */
export class VirtualBase implements Storage {
  /** Known only once it is read. */
  readonly address = null;
  private place: Promise<Storage> | undefined;

  constructor(
    private readonly object: Storage,
    private readonly tableOffset: number,
    private readonly offset = 0,
  ) {}

  async read(offset: number, size: number): Promise<Uint8Array> {
    return (await this.settled()).read(offset, size);
  }

  at(offset: number): Storage {
    return new VirtualBase(this.object, this.tableOffset, this.offset + offset);
  }

  /** Where it really stands. */
  async settled(): Promise<Storage> {
    return (await (this.place ??= this.find())).at(this.offset);
  }

  private async find(): Promise<Storage> {
    if (!(this.object instanceof MemoryStorage)) throw new Unavailable('an object outside of memory has no virtual base');
    const table = Number(unsignedOf(await this.object.read(0, WORD_BYTES)));
    const distance = unsignedOf(await this.object.elsewhere(table + this.tableOffset).read(0, WORD_BYTES));
    return this.object.at(Number(BigInt.asIntN(8 * WORD_BYTES, distance)));
  }
}

/** The same place with nothing read ahead of it, for writing: what stands there may have changed since. */
export async function renewed(storage: Storage): Promise<Storage> {
  if (storage instanceof VirtualBase) return renewed(await storage.settled());
  if (storage instanceof BitField) return storage.over(await renewed(storage.storage));
  return storage instanceof MemoryStorage ? storage.elsewhere(storage.address) : storage;
}

/** Of wasm32. */
const WORD_BYTES = 4;

/** Little endian, any length. */
export function unsignedOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at]!);
  return value;
}

/** Little endian, two's complement. */
export function bytesOf(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0, rest = value; at < size; at++, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}
