import { isShortFor } from '../symbols/name-parts';
import { strip, type EnumType, type TypeInfo } from '../symbols/type-info';
import { typeByName } from './type-by-name';
import { heldValue, type Value, type ValueContext } from './value';

/** So many types are looked into for an enumerator's name. */
const SEARCHED_TYPES = 2_000;

/** `Colour::RED` of the type of that name, `RED` of an enumeration that something in scope is of or has in it. */
export async function enumeratorNamed(name: string, types: readonly TypeInfo[], context: ValueContext): Promise<Value | undefined> {
  const at = name.lastIndexOf('::');
  const owner = at > 0 ? await typeByName(name.slice(0, at), context, true) : undefined;
  const last = at < 0 ? name : name.slice(at + 2);
  const enums = owner ? [strip(owner)] : enumsIn(types);
  for (const type of enums) {
    const found = type.kind === 'enum' && (at < 0 || owner || names(type, name, last)) ? type.enumerators.find((each) => each.name === last) : undefined;
    if (found) return heldValue(type, found.value, context);
  }
  return undefined;
}

/** C++'s plain enumerators belong to the scope that their enumeration stands in. */
function names({ name: full }: EnumType, written: string, last: string): boolean {
  const scope = full.slice(0, Math.max(0, full.lastIndexOf('::')));
  return isShortFor(written, `${full}::${last}`) || isShortFor(written, `${scope}::${last}`);
}

/** Of these types, and of what is in them. */
export function* enumsIn(types: readonly TypeInfo[]): Generator<EnumType> {
  const seen = new Set<TypeInfo>();
  const waiting = [...types];
  for (let index = 0; index < waiting.length && seen.size < SEARCHED_TYPES; index++) {
    const type = strip(waiting[index]!);
    if (seen.has(type)) continue;
    seen.add(type);
    if (type.kind === 'enum') yield type;
    else if (type.kind === 'pointer') waiting.push(type.target);
    else if (type.kind === 'array') waiting.push(type.element);
    else if (type.kind === 'struct') waiting.push(...[...type.bases, ...type.members].map((member) => member.type));
  }
}
