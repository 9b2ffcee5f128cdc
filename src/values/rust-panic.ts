import type { MemoryReader } from '../base/memory-reader';
import { memoryAddress } from '../base/offsets';

/** What formats one argument, by the slot of the function table that holds it. */
export type NameOfFunction = (slot: number) => Promise<string | undefined>;

interface Argument {
  readonly value: number;
  readonly formatter: number;
}

const MAX_PIECES = 64;
const MAX_TEXT = 4_096;
const UNKNOWN = '…';

/**
 * The message of a panic, from the parameters of `core::panicking::panic_fmt` on wasm32. Two layouts are known: up to
 * Rust 1.92 a `fmt::Arguments` by reference, with lists of pieces and arguments; since then a template and its arguments
 * (library/core/src/fmt/mod.rs of each). Arguments of types that are not known here are shown as `…`; undefined where
 * nothing can be read.
 */
export async function panicMessage(memory: MemoryReader, parameters: readonly number[], nameOf: NameOfFunction): Promise<string | undefined> {
  const message = new PanicMessage(memory, nameOf);
  const [first, second] = parameters;
  if (first === undefined || second === undefined) return undefined;
  return parameters.length > 2 ? message.fromTemplate(first, second) : message.fromLists(first);
}

const fits = (pieces: number, args: number): boolean => pieces > 0 && pieces <= MAX_PIECES && (pieces === args || pieces === args + 1);

class PanicMessage {
  constructor(
    private readonly memory: MemoryReader,
    private readonly nameOf: NameOfFunction,
  ) {}

  /** A byte says what follows: 0 the end, below 0x80 so much text, 0x80 text with a length of 16 bits, above 0xC0 a placeholder. */
  async fromTemplate(template: number, args: number): Promise<string | undefined> {
    if (args % 2 === 1) return this.text(template, args >>> 1);
    const bytes = await this.memory.read(memoryAddress(template), MAX_TEXT);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let message = '';
    let argument = 0;
    for (let at = 0; at < bytes.length; ) {
      const kind = bytes[at++]!;
      if (kind === 0) return message;
      if (kind <= 0x80) {
        const length = kind < 0x80 ? kind : at + 2 <= bytes.length ? view.getUint16(at, true) : 0;
        if (kind === 0x80) at += 2;
        message += Buffer.from(bytes.subarray(at, at + length)).toString();
        at += length;
        continue;
      }
      if (kind < 0xc0) return undefined;
      // Options in the order of their bits: flags, width, precision, index of the argument.
      at += (kind & 1 ? 4 : 0) + (kind & 2 ? 2 : 0) + (kind & 4 ? 2 : 0);
      if (kind & 8 && at + 2 <= bytes.length) argument = view.getUint16(at, true);
      if (kind & 8) at += 2;
      message += await this.shown(await this.argument(args, argument++));
    }
    return undefined;
  }

  /** Three slices in an order that is the compiler's business: what fits as pieces of text and as their arguments is taken. */
  async fromLists(address: number): Promise<string | undefined> {
    const words = await this.words(address, 6);
    const slices = [0, 2, 4].flatMap((at) => (words ? [{ start: words[at]!, count: words[at + 1]! }] : []));
    // More arguments first: the list of options is absent mostly, which looks like no arguments.
    const pairs = slices.flatMap((pieces) => slices.flatMap((args) => (args !== pieces && fits(pieces.count, args.count) ? [{ pieces, args }] : [])));
    for (const { pieces, args } of pairs.sort((left, right) => right.args.count - left.args.count)) {
      const message = await this.joined(pieces.start, pieces.count, args.start, args.count);
      if (message !== undefined) return message;
    }
    return undefined;
  }

  private async joined(pieces: number, pieceCount: number, args: number, argumentCount: number): Promise<string | undefined> {
    let message = '';
    for (let index = 0; index < pieceCount; index++) {
      const text = await this.slice(pieces + index * 8);
      if (text === undefined) return undefined;
      message += text;
      if (index >= argumentCount) continue;
      const argument = await this.argument(args, index);
      if ((await this.formatterOf(argument)) === undefined) return undefined;
      message += await this.shown(argument);
    }
    return message;
  }

  private async argument(args: number, index: number): Promise<Argument | undefined> {
    const words = await this.words(args + index * 8, 2);
    return words && { value: words[0]!, formatter: words[1]! };
  }

  private async formatterOf(argument: Argument | undefined): Promise<string | undefined> {
    return argument && this.nameOf(argument.formatter);
  }

  /** By the name of its formatter: `<&str as core::fmt::Display>::fmt`, or of old `…<impl core::fmt::Display for i32>::fmt`. */
  private async shown(argument: Argument | undefined): Promise<string> {
    const name = (await this.formatterOf(argument)) ?? '';
    const match = /<(.+) as core::fmt::(\w+)>::fmt$/.exec(name) ?? /<impl (?=core::fmt)core::fmt::(\w+) for (\w+)>::fmt$/.exec(name);
    if (!argument || !match) return UNKNOWN;
    const [type, trait] = name.includes('<impl ') ? [match[2]!, match[1]!] : [match[1]!, match[2]!];
    const text = await this.ofType(type, argument.value);
    return text === undefined ? UNKNOWN : trait === 'Debug' && /str|String|&T/.test(type) ? JSON.stringify(text) : text;
  }

  private async ofType(type: string, address: number): Promise<string | undefined> {
    const integer = /^([iu])(8|16|32|64|128|size)$/.exec(type);
    if (integer) return this.integer(address, integer[1] === 'i', integer[2] === 'size' ? 4 : Number(integer[2]) / 8);
    // Of `&T` the compiler leaves no more than that; text is by far the most frequent.
    if (type === '&str' || type === '&T' || type === 'str') return this.slice(address);
    if (type === 'alloc::string::String') return this.string(address);
    if (type === 'bool') return (await this.memory.read(memoryAddress(address), 1))[0] === 1 ? 'true' : 'false';
    return undefined;
  }

  private async integer(address: number, signed: boolean, size: number): Promise<string | undefined> {
    const bytes = await this.memory.read(memoryAddress(address), size);
    if (bytes.length < size) return undefined;
    const value = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
    return String(signed ? BigInt.asIntN(size * 8, value) : value);
  }

  /** Capacity, pointer and length, in an order that changes between versions: the capacity is the larger number of the two. */
  private async string(address: number): Promise<string | undefined> {
    const words = await this.words(address, 3);
    if (!words) return undefined;
    for (const [start, length, capacity] of [[0, 2, 1], [1, 2, 0]] as const) {
      const text = words[length]! <= words[capacity]! ? await this.text(words[start]!, words[length]!) : undefined;
      if (text !== undefined) return text;
    }
    return undefined;
  }

  private async slice(address: number): Promise<string | undefined> {
    const words = await this.words(address, 2);
    return words && this.text(words[0]!, words[1]!);
  }

  private async text(address: number, length: number): Promise<string | undefined> {
    if (length === 0) return '';
    if (length > MAX_TEXT || address === 0) return undefined;
    const bytes = await this.memory.read(memoryAddress(address), length);
    try {
      return bytes.length === length ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : undefined;
    } catch {
      return undefined;
    }
  }

  private async words(address: number, count: number): Promise<number[] | undefined> {
    const bytes = await this.memory.read(memoryAddress(address), count * 4);
    if (bytes.length < count * 4) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true));
  }
}
