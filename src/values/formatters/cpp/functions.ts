import { strip, type TypeInfo } from '../../../symbols/type-info';
import { dynamicTypeOf } from '../../dynamic-type';
import { typeByName } from '../../type-by-name';
import { typeText } from '../../type-text';
import type { Formatter, Inside, NamedValue, Value } from '../../value';
import { partsOf } from '../formatter';
import { isStruct, memberNamed, path } from '../layout';
import { listText } from '../list';
import { anyOf, isLibraryType } from './library';

/** What is in it is known by the function that handles it: `std::__any_imp::_SmallHandler<int>::__handle`. */
export const cppAny: Formatter = {
  name: 'libc++ any',
  matches: (shape) => isLibraryType(shape, 'any'),
  async summary(value, inside) {
    const handler = anyOf(value, '__h_', '__h');
    if ((await handler.number()) === 0) return 'empty';
    const content = await contentOfAny(value);
    return content ? `${await inside.showTarget(content)} (${typeText(strip(content.type))})` : `holds ${(await heldByAny(value))?.name ?? 'a value of unknown type'}`;
  },
  async parts(value, inside) {
    const content = await contentOfAny(value);
    return content ? ((await inside.parts(await content.readAhead())) ?? partsOf([{ name: 'value', value: content }])) : null;
  },
  target: contentOfAny,
};

async function heldByAny(value: Value): Promise<{ name: string; small: boolean } | undefined> {
  const slot = await anyOf(value, '__h_', '__h').number();
  const handler = slot === 0 ? undefined : await value.context.functionInTable?.(slot);
  const found = handler === undefined ? null : /\b_(Small|Large)Handler<(.*)>::__handle/.exec(handler);
  return found ? { name: found[2]!, small: found[1] === 'Small' } : undefined;
}

async function contentOfAny(value: Value): Promise<Value | undefined> {
  const held = await heldByAny(value);
  const type = held && (await typeByName(held.name, value.context));
  if (!type) return undefined;
  const stored = anyOf(value, '__s_', '__s');
  return held.small ? path(stored, '__buf').as(type) : value.placedAt(type, await path(stored, '__ptr').number());
}

/** What is called: shown as a value where the debug information knows its type, else by name. */
export const cppFunction: Formatter = {
  name: 'libc++ function',
  matches: (shape) => isLibraryType(shape, 'function'),
  async summary(value, inside) {
    const called = await calledBy(value);
    return typeof called === 'string' ? called : inside.showTarget(called);
  },
  async parts(value, inside) {
    const called = await calledBy(value);
    return typeof called === 'string' ? null : inside.parts(called);
  },
};

function calledBy(value: Value): Promise<Value | string> {
  const holder = path(value, '__f_');
  // In the first ABI, `function` holds a `__value_func` that holds the pointer.
  return memberNamed(holder, '__policy_') ? calledByPolicy(holder) : calledByObject(holder.shape.kind === 'pointer' ? holder : path(holder, '__f_'));
}

/** The first ABI: an object with virtual functions, whose dynamic type tells what it holds. */
async function calledByObject(pointer: Value): Promise<Value | string> {
  if ((await pointer.number()) === 0) return 'empty';
  const holder = await pointer.pointee();
  const dynamic = await dynamicTypeOf(holder);
  const content = dynamic?.type && holder.address !== null ? memberNamed(holder.as(dynamic.type), '__f_') : undefined;
  if (content) return innermost(content);
  return dynamic ? `function of ${firstArgument(dynamic.name)}` : 'function';
}

/** Until LLVM 21 what is called and its allocator were a pair. */
function innermost(content: Value): Value {
  const inner = memberNamed(content, '__value_') ?? memberNamed(content, '__f_') ?? content;
  return inner === content ? content : innermost(inner);
}

/** The second ABI (Emscripten, WASI; from LLVM 21 on the only one): the function that calls it has its type in its name. */
async function calledByPolicy(holder: Value): Promise<Value | string> {
  const policy = await path(holder, '__policy_').pointee();
  if (await path(policy, '__is_null').number()) return 'empty';
  const slot = await (memberNamed(holder, '__func_') ?? path(holder, '__invoker_', '__call_')).number();
  const caller = (await holder.context.functionInTable?.(slot)) ?? '';
  const name = /::__call_func<(.*)>/.exec(caller)?.[1] ?? /__default_alloc_func<(.*)> ?>/.exec(caller)?.[1];
  if (name === undefined) return 'function';
  const called = firstArgument(`<${name}`);
  const type = /\(\*\)/.test(called) ? FUNCTION_POINTER : await typeByName(called, holder.context);
  if (!type) return `function of ${called}`;
  // What is small enough, but not to be copied as bytes (a captured shared_ptr), is kept outside too.
  const isOutside = (await path(policy, '__clone').number()) !== 0;
  const buffer = path(holder, '__buf_');
  return isOutside ? holder.placedAt(type, await path(buffer, '__large').number()) : buffer.as(type);
}

const FUNCTION_POINTER: TypeInfo = { kind: 'pointer', name: 'function pointer', sizeBytes: 4, flavour: 'pointer', target: { kind: 'function', name: 'function', sizeBytes: null, parameters: [], result: null } };

/** `int (*)(int)` of `__func<int (*)(int), std::allocator<…>, int (int)>`. */
function firstArgument(name: string): string {
  let depth = 0;
  const start = name.indexOf('<') + 1;
  for (let at = start; start > 0 && at < name.length; at++) {
    const character = name[at]!;
    if (depth === 0 && (character === ',' || character === '>')) return name.slice(start, at);
    if ('<('.includes(character)) depth++;
    else if ('>)'.includes(character)) depth--;
  }
  return name.slice(start);
}

/** What it has captured, by the names that it had there. */
export const cppLambda: Formatter = {
  name: 'C++ lambda',
  matches: (shape) => isStruct(shape) && /(?:^|::)\(lambda at |^\(anonymous class\)|'lambda\d*'/.test(shape.name),
  summary: (value, inside: Inside) => (captures(value).length === 0 ? Promise.resolve('lambda') : listText(partsOf(captures(value)), inside, { open: 'lambda {', close: '}', named: true })),
  parts: (value) => Promise.resolve(captures(value).length === 0 ? null : partsOf(captures(value))),
};

function captures(value: Value): NamedValue[] {
  const shape: TypeInfo = strip(value.type);
  return shape.kind === 'struct' ? shape.members.map((member) => ({ name: member.name === '__this' ? 'this' : member.name, value: value.member(member) })) : [];
}
