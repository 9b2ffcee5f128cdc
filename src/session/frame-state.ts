import type { Protocol } from 'devtools-protocol';
import { LIMITS } from '../base/limits';
import type { MemoryReader } from '../base/memory-reader';
import { moduleOffset, type MemoryAddress, type ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import type { FrameState, WasmValue } from '../symbols/variable';

const PAGE_BYTES = 4_096;

/** What lies this near to the top of the stack in memory is the frame's own, or was until it returned. */
const NEAR_BYTES = 65_536;
/** What is read from there on at once: more than most frames hold. */
const FRAME_BYTES = 2_048;
const NEAR_PAGES = 4;

/** Base64 is the cheapest way out of a target that offers Buffer; pages and other engines take the long way. */
const BASE64 = `const base64 = (buffer, start, wanted) => {
    const size = Math.min(wanted, buffer.byteLength - start);
    if (!(size > 0)) return '';
    if (typeof Buffer !== 'undefined') return Buffer.from(buffer, start, size).toString('base64');
    const bytes = new Uint8Array(buffer, start, size);
    let text = '';
    for (let at = 0; at < size; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  };`;

const bufferOf = (index: number): string => `(typeof memories === 'undefined' ? undefined : memories[${index}])?.buffer`;

const PAIR = `const pair = ({ type, value }) => {
    const isPlain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
    return [type, isPlain ? (Object.is(value, -0) ? '-0' : String(value)) : null];
  };`;

/** What a call left behind, as a pair, or null: a third of what the whole state costs. */
const TOP_OF_STACK = `(() => {
  ${PAIR}
  let top;
  for (let index = 0, thing; (thing = stack[index]) !== undefined; index++) top = thing;
  return JSON.stringify(top ? pair(top) : null);
})()`;

/**
 * Locals, operand stack and globals as `[type, text]` pairs, all in one round trip: each costs as much as all of them.
 * The names that the debugger gives exist only where the module has such things. The pages that the frame has on the
 * program's stack come along: there unoptimised code keeps its variables. Compilers make the stack pointer global 0, and
 * keep it in a local.
 */
const READ_STATE = `(() => {
  ${BASE64}
  const all = (things, told) => {
    const found = [];
    for (let index = 0, thing; (thing = things?.[index]) !== undefined; index++) found.push(told(thing));
    return found;
  };
  ${PAIR}
  const state = {
    locals: all(typeof locals === 'undefined' ? null : locals, pair),
    stack: all(typeof stack === 'undefined' ? null : stack, pair),
    globals: all(typeof globals === 'undefined' ? null : globals, pair),
    memories: all(typeof memories === 'undefined' ? null : memories, (memory) => memory.buffer.byteLength),
    tables: all(typeof tables === 'undefined' ? null : tables, (table) => Number(table.length)),
    pages: {},
  };
  const buffer = ${bufferOf(0)};
  const top = Number(state.globals[0]?.[1] ?? NaN);
  let room = buffer ? ${NEAR_PAGES} : 0;
  for (const address of [top, ...state.locals.map(([, text]) => Number(text ?? NaN))]) {
    if (!(address >= 0 && Math.abs(address - top) < ${NEAR_BYTES})) continue;
    for (let page = Math.floor(address / ${PAGE_BYTES}); page * ${PAGE_BYTES} < address + ${FRAME_BYTES}; page++) {
      if (state.pages[page] === undefined && room-- > 0) state.pages[page] = base64(buffer, page * ${PAGE_BYTES}, ${PAGE_BYTES});
    }
  }
  return JSON.stringify(state);
})()`;

/** The type as the module has it; no text where it is a reference. */
export type MachineValue = readonly [type: string, text: string | null];
interface RawState {
  readonly locals: readonly MachineValue[];
  readonly stack: readonly MachineValue[];
  readonly globals: readonly MachineValue[];
  /** Bytes of each. */
  readonly memories: readonly number[];
  /** Slots of each. */
  readonly tables: readonly number[];
  /** Of memory 0, by number; base64. */
  readonly pages: Readonly<Record<string, string>>;
}

/** Tables with 64-bit slots (memory64 proposal) take a BigInt. */
export const inTable = (table: number, slot: number | string): string => `tables[${table}].get(typeof tables[${table}].length === 'bigint' ? BigInt(${slot}) : ${slot})`;

/** Where a function is that stands in a table: by its index in the frame's own module, or in another. */
export type TableFunction = { readonly index: number } | { readonly scriptId: string; readonly bodyStart: ModuleOffset };

/** A function's name is its index in its module (Wasm JS API, 5.6); which module that is, its identity alone tells. */
const HELD = `const held = (content) => {
    if (content === null) return 'null';
    if (typeof content !== 'function' || !/^\\d+$/.test(content.name)) return 'object';
    try { return functions[content.name] === content ? Number(content.name) : 'function'; } catch { return 'function'; }
  };`;

/** What a slot holds: a function of this module by its index, one of another, nothing, or something of JavaScript's. */
export type TableSlot = number | 'function' | 'null' | 'object';

const TABLE_SLOTS = (table: number, start: number, count: number): string => `(() => {
  ${HELD}
  return JSON.stringify(Array.from({ length: ${count} }, (_, at) => held(${inTable(table, `(${start} + at)`)})));
})()`;

const SLOT = (slot: number): string => `(() => {
  ${HELD}
  try { return String(held(${inTable(0, slot)})); } catch { return 'null'; }
})()`;

/** The Wasm state of one frame of a paused thread; good until it runs again. */
export class PausedFrameState implements FrameState {
  readonly memory: PausedMemory;
  private raw: Promise<RawState> | undefined;
  private readonly functionsInTable = new Map<number, Promise<TableFunction | undefined>>();

  constructor(
    private readonly session: CdpSession,
    private readonly callFrameId: string,
  ) {
    this.memory = new PausedMemory(session, callFrameId);
  }

  async local(index: number): Promise<WasmValue | undefined> {
    return wasmValueOf((await this.state()).locals[index]);
  }

  async global(index: number): Promise<WasmValue | undefined> {
    return wasmValueOf((await this.state()).globals[index]);
  }

  async stack(index: number): Promise<WasmValue | undefined> {
    return wasmValueOf((await this.state()).stack[index]);
  }

  /** Asked anew each time. Rejects where the engine shows no stack. */
  async topOfStack(): Promise<WasmValue | undefined> {
    const top = JSON.parse(await evaluateText(this.session, this.callFrameId, TOP_OF_STACK)) as MachineValue | null;
    return top ? wasmValueOf(top) : undefined;
  }

  /** The function in a slot of the first table, or undefined where the slot is empty. */
  functionInTable(slot: number): Promise<TableFunction | undefined> {
    const found = this.functionsInTable.get(slot) ?? this.findInTable(slot);
    this.functionsInTable.set(slot, found);
    return found;
  }

  private async findInTable(slot: number): Promise<TableFunction | undefined> {
    const held = await evaluateText(this.session, this.callFrameId, SLOT(slot));
    return /^\d+$/.test(held) ? { index: Number(held) } : held === 'function' ? this.functionAt(inTable(0, slot)) : undefined;
  }

  async tableSlots(table: number, start: number, count: number): Promise<TableSlot[]> {
    return JSON.parse(await evaluateText(this.session, this.callFrameId, TABLE_SLOTS(table, start, count))) as TableSlot[];
  }

  /** Where a function of Wasm begins that an expression stands for; V8 alone knows. */
  async functionAt(expression: string): Promise<TableFunction | undefined> {
    const { objectId } = await this.object(expression);
    if (objectId === undefined) return undefined;
    const { internalProperties = [] } = await this.session.send('Runtime.getProperties', { objectId, ownProperties: true });
    const location = internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value as Protocol.Debugger.Location | undefined;
    return location && { scriptId: location.scriptId, bodyStart: moduleOffset(location.columnNumber ?? 0) };
  }

  /** What one of the debugger's names for the machine's things (`locals[0].value`) stands for in JavaScript. */
  async object(expression: string): Promise<Protocol.Runtime.RemoteObject> {
    return (await this.session.send('Debugger.evaluateOnCallFrame', { callFrameId: this.callFrameId, expression, generatePreview: true, silent: true })).result;
  }

  /** Runs something that may change the program, and gives the text that it makes. CdpError where it takes longer. */
  run(expression: string, timeoutMs: number): Promise<string> {
    return evaluateText(this.session, this.callFrameId, expression, timeoutMs);
  }

  /** UserError where the memory ends before. What was read before of it is stale then. */
  async write(address: MemoryAddress, bytes: Uint8Array, memory: number): Promise<void> {
    const written = await evaluateText(this.session, this.callFrameId, writeMemory(address, bytes, memory));
    if (written !== 'written') throw new UserError(`0x${address.toString(16)} lies outside the memory`);
  }

  /** All that was read, after something was written or has run. */
  forget(): void {
    this.memory.forget();
    this.raw = undefined;
  }

  /** How many of each there are and of what type, for showing a frame without debug information. */
  async shape(): Promise<RawState> {
    return this.state();
  }

  private state(): Promise<RawState> {
    return (this.raw ??= evaluateText(this.session, this.callFrameId, READ_STATE).then((text) => {
      const state = JSON.parse(text) as RawState;
      for (const [page, bytes] of Object.entries(state.pages)) this.memory.keep(Number(page), Buffer.from(bytes, 'base64'));
      return state;
    }));
  }
}

/** A stop's variables stand in this many pages, mostly. */
const FEW_PAGES = 64;
const PAGES_AT_ONCE = 32;

/** Reads through a cache of pages: a pause changes nothing in memory until somebody writes or runs. */
class PausedMemory implements MemoryReader {
  private readonly pages = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly session: CdpSession,
    private readonly callFrameId: string,
  ) {}

  async read(address: MemoryAddress, size: number, index = 0): Promise<Uint8Array> {
    if (!(address >= 0) || size <= 0 || size > LIMITS.cdp.messageBytes / 2) return new Uint8Array(0);
    const first = Math.floor(address / PAGE_BYTES);
    const last = Math.floor((address + size - 1) / PAGE_BYTES);
    if (last - first > 16) return this.fetch(address, size, index);
    const pages = await Promise.all(Array.from({ length: last - first + 1 }, (_, at) => this.page(first + at, index)));
    const bytes = pages.length === 1 ? pages[0]! : Buffer.concat(pages);
    const start = address - first * PAGE_BYTES;
    return bytes.subarray(start, start + size);
  }

  forget(): void {
    this.pages.clear();
  }

  /** Of memory 0, as it came along with something else. */
  keep(page: number, bytes: Uint8Array): void {
    const key = `0:${page}`;
    if (!this.pages.has(key)) this.pages.set(key, Promise.resolve(bytes));
  }

  private page(number: number, index: number): Promise<Uint8Array> {
    const key = `${index}:${number}`;
    if (!this.pages.has(key)) this.fetchAround(number, index);
    return this.pages.get(key)!;
  }

  /** Who has asked for many pages one by one follows a long chain: pages near it are likely to be next. */
  private fetchAround(number: number, index: number): void {
    const count = this.pages.size < FEW_PAGES ? 1 : PAGES_AT_ONCE;
    const first = number - (number % count);
    const block = this.fetch(first * PAGE_BYTES, count * PAGE_BYTES, index);
    for (let page = first; page < first + count; page++) {
      const key = `${index}:${page}`;
      const start = (page - first) * PAGE_BYTES;
      if (!this.pages.has(key)) this.pages.set(key, count === 1 ? block : block.then((bytes) => bytes.subarray(start, start + PAGE_BYTES)));
    }
  }

  private async fetch(address: number, size: number, index: number): Promise<Uint8Array> {
    return Buffer.from(await evaluateText(this.session, this.callFrameId, readMemory(address, size, index)), 'base64');
  }
}

function writeMemory(address: number, bytes: Uint8Array, memory: number): string {
  return `(() => {
    const buffer = ${bufferOf(memory)};
    if (!buffer || ${address + bytes.length} > buffer.byteLength) return '';
    new Uint8Array(buffer).set(Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (character) => character.charCodeAt(0)), ${address});
    return 'written';
  })()`;
}

function readMemory(address: number, size: number, index: number): string {
  return `(() => {
    ${BASE64}
    const buffer = ${bufferOf(index)};
    return buffer ? base64(buffer, ${address}, ${size}) : '';
  })()`;
}

async function evaluateText(session: CdpSession, callFrameId: string, expression: string, timeout?: number): Promise<string> {
  const { result, exceptionDetails } = await session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression, returnByValue: true, silent: true, ...(timeout === undefined ? {} : { timeout }) });
  if (exceptionDetails || typeof result.value !== 'string') throw new Error(exceptionDetails?.exception?.description?.split('\n')[0] ?? 'the frame cannot be read');
  return result.value;
}

export function wasmValueOf(pair: MachineValue | undefined): WasmValue | undefined {
  if (!pair || pair[1] === null) return undefined;
  const [type, text] = pair;
  if (type === 'i64') return BigInt(text);
  if (type === 'v128') return vectorBytes(text);
  return Number(text);
}

/** V8 writes a vector as `i32x4 0x00000001 0x… 0x… 0x…`, lowest lane first. */
function vectorBytes(text: string): Uint8Array | undefined {
  const lanes = [...text.matchAll(/0x([0-9a-f]+)/gi)].map((match) => parseInt(match[1]!, 16));
  if (lanes.length !== 4) return undefined;
  const bytes = Buffer.alloc(16);
  lanes.forEach((lane, index) => bytes.writeUInt32LE(lane, index * 4));
  return bytes;
}
