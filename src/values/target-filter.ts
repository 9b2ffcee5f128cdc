import { memoryAddress } from '../base/offsets';
import { strip, type TypeInfo } from '../symbols/type-info';
import type { FrameState, ResolvedLocation, Variable } from '../symbols/variable';
import type { Scope } from './names';
import { parseExpression, type Expression } from './expression';
import { Unavailable } from './storage';

type Binary = Extract<Expression, { kind: 'binary' }>;

/** Written alike in JavaScript, where `==` compares a bigint with a number by value, as the others do. */
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const TURNED = new Map([['<', '>'], ['<=', '>='], ['>', '<'], ['>=', '<=']]);
/** An integer that is the same number in every type that it may be compared with. */
const LARGEST_PLAIN = 0x7fff_ffff;
const LARGEST_CHARACTER = 0x7f;

/**
 * A condition in the source's language as one that V8 decides by itself, in the target, at the Wasm instruction for
 * which `scope` was made (CDP, Debugger.setBreakpoint, condition; V8 gives it the frame's `locals` and `memories`).
 * It is a filter: where it is false the condition does not hold; where it is true, or fails, the debugger decides.
 * null where nothing of the condition can be said so.
 */
export async function targetFilter(condition: string, scope: Scope): Promise<string | null> {
  let expression: Expression;
  try {
    expression = parseExpression(condition);
  } catch {
    return null;
  }
  const filter = await filterOf(expression, scope);
  return filter === null ? null : `(() => { try { return ${filter}; } catch { return true; } })()`;
}

async function filterOf(expression: Expression, scope: Scope): Promise<string | null> {
  if (expression.kind === 'name') {
    const number = await numberOf(expression, scope);
    return number && `Number(${number}) !== 0`;
  }
  if (expression.kind !== 'binary') return null;
  const { operator, left, right } = expression;
  if (COMPARISONS.has(operator)) return comparison(expression, scope);
  if (operator !== '&&' && operator !== '||') return null;
  // What is asked first decides: a mistake in it is told, whatever the other side would say.
  const first = await filterOf(left, scope);
  if (first === null) return null;
  const second = await filterOf(right, scope);
  if (second !== null) return `(${first} ${operator} ${second})`;
  return operator === '&&' ? first : null;
}

async function comparison({ operator, left, right }: Binary, scope: Scope): Promise<string | null> {
  const [first, second] = [plainInteger(left), plainInteger(right)];
  if (second !== null) return compared(await numberOf(left, scope), operator, second);
  return first === null ? null : compared(await numberOf(right, scope), TURNED.get(operator) ?? operator, first);
}

const compared = (number: string | null, operator: string, literal: bigint): string | null => number && `${number} ${operator} ${literal}`;

function plainInteger(expression: Expression): bigint | null {
  if (expression.kind !== 'integer' || expression.value < 0n) return null;
  const largest = expression.suffix === '' ? LARGEST_PLAIN : expression.suffix === "'" ? LARGEST_CHARACTER : -1;
  return expression.value <= largest ? expression.value : null;
}

/** JavaScript that reads a variable of an integer or floating type, or a member of one that is a structure. */
async function numberOf(expression: Expression, scope: Scope): Promise<string | null> {
  const path: string[] = [];
  let at = expression;
  for (; at.kind === 'member' && !at.arrow; at = at.object) path.unshift(at.name);
  if (at.kind !== 'name') return null;
  const { name } = at;
  const variable = scope.findLast((each) => each.name === name);
  if (!variable || variable.kind === 'global') return null;
  const place = await placeOf(variable);
  return place && readOf(place, variable.type, path);
}

function readOf(place: Place, type: TypeInfo, path: readonly string[]): string | null {
  const shape = strip(type);
  const [name, ...rest] = path;
  if (name === undefined) return place.kind === 'memory' ? memoryRead(`(${place.text}) >>> 0`, shape) : valueRead(place.text, shape);
  const found = shape.kind === 'struct' && shape.variants === null ? shape.members.filter((each) => each.name === name) : [];
  const [member] = found;
  if (place.kind !== 'memory' || found.length !== 1 || !member || member.bits || member.virtualOffset !== undefined) return null;
  return readOf({ kind: 'memory', text: `${place.text} + ${member.offsetBytes}` }, member.type, rest);
}

/** DataView's reader for a type, of the size and the sign that C and Rust give it. */
function memoryRead(address: string, type: TypeInfo): string | null {
  if (type.kind !== 'base' || type.sizeBytes === null) return null;
  const bits = type.sizeBytes * 8;
  const sign = isSigned(type.encoding);
  const reader = type.encoding === 'float' ? (bits === 32 || bits === 64 ? `getFloat${bits}` : null) : sign === null || ![8, 16, 32, 64].includes(bits) ? null : `get${bits === 64 ? 'Big' : ''}${sign ? 'Int' : 'Uint'}${bits}`;
  return reader && `new DataView(memories[0].buffer).${reader}(${address}, true)`;
}

/** A Wasm local holds an i32 with its sign, whatever the source makes of it. */
function valueRead(value: string, type: TypeInfo): string | null {
  if (type.kind !== 'base') return null;
  if (type.encoding === 'float') return value;
  const sign = isSigned(type.encoding);
  if (sign === null) return null;
  switch (type.sizeBytes) {
    case 1:
    case 2:
      return sign ? `(${value} << ${32 - type.sizeBytes * 8} >> ${32 - type.sizeBytes * 8})` : `(${value} & ${2 ** (type.sizeBytes * 8) - 1})`;
    case 4:
      return sign ? `(${value} | 0)` : `(${value} >>> 0)`;
    case 8:
      return `BigInt.as${sign ? 'Int' : 'Uint'}N(64, ${value})`;
    default:
      return null;
  }
}

function isSigned(encoding: Extract<TypeInfo, { kind: 'base' }>['encoding']): boolean | null {
  if (encoding === 'signed' || encoding === 'signed-char') return true;
  return encoding === 'unsigned' || encoding === 'unsigned-char' || encoding === 'boolean' ? false : null;
}

/** JavaScript for an address, or for the value itself. */
interface Place {
  readonly kind: 'memory' | 'value';
  readonly text: string;
}

const PROBES = [0x1_0000, 0x3_0010] as const;

/**
 * Where a variable is, in terms of the frame's Wasm locals. Its location is evaluated twice, as if all locals held one
 * number and then another: what moves along with the only local asked for stands at a fixed distance from it.
 */
async function placeOf(variable: Variable): Promise<Place | null> {
  const asked = new Set<number>();
  const [first, second] = [await resolvedWith(variable, PROBES[0], asked), await resolvedWith(variable, PROBES[1], asked)];
  const [local, ...others] = asked;
  if (local === undefined || others.length > 0) return null;
  const text = `locals[${local}].value`;
  if (first.kind === 'memory' && second.kind === 'memory') {
    const distance = Number(first.address) - PROBES[0];
    return Number(second.address) - PROBES[1] === distance ? { kind: 'memory', text: `${text} + ${distance}` } : null;
  }
  const isLocal = holds(first, PROBES[0]) && holds(second, PROBES[1]);
  return isLocal ? { kind: 'value', text } : null;
}

function holds(location: ResolvedLocation, value: number): boolean {
  if (location.kind !== 'bytes' || location.missing) return false;
  const expected = new Uint8Array(8);
  new DataView(expected.buffer).setUint32(0, value, true);
  return location.bytes.length > 0 && location.bytes.length <= 8 && location.bytes.every((byte, index) => byte === expected[index]);
}

function resolvedWith(variable: Variable, value: number, asked: Set<number>): Promise<ResolvedLocation> {
  const unknown = (): Promise<undefined> => Promise.resolve(undefined);
  const frame: FrameState = {
    local(index) {
      asked.add(index);
      return Promise.resolve(value);
    },
    global: unknown,
    stack: unknown,
    memory: { read: () => Promise.reject(new Unavailable('memory is not read for a filter')) },
  };
  return variable.resolve(frame).catch(() => ({ kind: 'memory', address: memoryAddress(0) }) as const);
}
