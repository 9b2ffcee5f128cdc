import { isShortFor, lastPart } from '../symbols/name-parts';
import { partsOfValue, targetOf } from './ask-formatters';
import { dynamicPointee } from './dynamic-type';
import { memberNamed } from './formatters/layout';
import { activeVariant, payloadOf } from './formatters/rust/enums';
import type { Value } from './value';

/** Values that stand for others may do so in a circle. */
const MAX_TARGETS = 8;
/** So many parts of a value may have names that one writes. */
const NAMED_PARTS = 16;

/** The value, what it stands for, what that stands for, and so on: through references, and types such as `Rc` and `Cow`. */
export async function targetsOf(value: Value): Promise<Value[]> {
  const targets = [value];
  for (let next = await targetOf(value); next && targets.length < MAX_TARGETS; next = await targetOf(next)) targets.push(next);
  return targets;
}

export async function throughReferences(value: Value): Promise<Value> {
  return (await targetsOf(value)).at(-1)!;
}

/** Through pointers of every kind, to what the object there really is. */
export async function throughPointers(value: Value): Promise<Value> {
  let target = value;
  for (let step = 0; step < MAX_TARGETS && target.shape.kind === 'pointer'; step++) target = await dynamicPointee(target);
  return target;
}

/** A member of a value, or of what it points to or stands for, those of the innermost target first, at last of what a `Some` holds; undefined: there is none. */
export async function findMember(object: Value, name: string, depth = 0): Promise<Value | undefined> {
  for (const target of (await targetsOf(await throughPointers(object))).reverse()) {
    const found = await memberOf(target.shape.kind === 'pointer' && (await target.number()) !== 0 ? await throughPointers(target) : target, name);
    if (found) return found;
  }
  const payload = depth < MAX_TARGETS ? await payloadOf(await throughReferences(object)) : undefined;
  return payload && findMember(payload, name, depth + 1);
}

async function memberOf(value: Value, name: string): Promise<Value | undefined> {
  const scope = name.slice(0, Math.max(0, name.length - lastPart(name).length - 2));
  if (scope !== '') return memberOfBase(value, scope, lastPart(name));
  const fields = value.shape.kind === 'struct' && value.shape.variants ? (await activeVariant(value)).content : value;
  return memberNamed(fields, /^\d/.test(name) ? `__${name}` : name) ?? shownPart(value, name);
}

/** `object.Base::member`. */
function memberOfBase(value: Value, scope: string, name: string, depth = 0): Value | undefined {
  const shape = value.shape;
  if (shape.kind !== 'struct' || depth > MAX_TARGETS) return undefined;
  if (isShortFor(scope, shape.name)) return memberNamed(value, name);
  for (const base of shape.bases) {
    const found = memberOfBase(value.member(base), scope, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** What the value view shows under this name, such as the `value` of an Rc. */
async function shownPart(value: Value, name: string): Promise<Value | undefined> {
  const parts = await partsOfValue(value);
  for (let index = 0; parts && index < Math.min(parts.count, NAMED_PARTS); index++) {
    const part = await parts.part(index);
    if (part.name === name) return part.value;
  }
  return undefined;
}
