import { lastPart } from '../../../symbols/name-parts';
import type { TypeInfo } from '../../../symbols/type-info';
import { dynamicTypeOf } from '../../dynamic-type';
import { quoteText, textOfCString } from '../../text';
import { typeText } from '../../type-text';
import type { Formatter, Text, Value } from '../../value';
import { UnknownLayout } from '../formatter';
import { memberNamed, path, plainName } from '../layout';
import { plainParts } from '../structs';
import { isLibraryType } from './library';

const CHARACTERS: TypeInfo = { kind: 'pointer', name: 'const char *', sizeBytes: 4, flavour: 'pointer', target: { kind: 'base', name: 'char', sizeBytes: 1, encoding: 'signed-char' } };

/** libc++'s exceptions with a message keep it behind the address of their virtual table. */
const WITH_MESSAGE = ['runtime_error', 'logic_error', 'out_of_range', 'invalid_argument', 'length_error', 'domain_error', 'range_error', 'overflow_error', 'underflow_error', 'system_error'];
const WITHOUT_MESSAGE = ['exception', 'bad_alloc', 'bad_cast', 'bad_typeid', 'bad_exception', 'bad_function_call', 'bad_weak_ptr', 'bad_optional_access', 'bad_variant_access', 'bad_any_cast'];

/** Their classes are mostly built into the library, without debug information. */
export const cppException: Formatter = {
  name: 'libc++ exception',
  matches: (shape) => isLibraryType(shape, ...WITH_MESSAGE, ...WITHOUT_MESSAGE),
  async summary(value) {
    const declared = typeText(value.shape);
    const thrown = await thrownType(value);
    // What is described is shown as what it is by whoever points to it.
    const name = thrown?.type === undefined && thrown?.text !== declared ? (thrown?.text ?? '') : '';
    const text = await messageOf(value);
    return [name, text ? quoteText(text) : ''].filter((part) => part !== '').join(' ') || declared;
  },
  text: async (value) => (await messageOf(value))!,
};

async function thrownType(value: Value): Promise<{ text: string; type: TypeInfo | undefined } | undefined> {
  const found = await dynamicTypeOf(value);
  return found && { text: typeText({ kind: 'unknown', name: found.name, sizeBytes: null }), type: found.type };
}

async function messageOf(value: Value): Promise<Text | undefined> {
  const isKnown = [plainName(value.shape), lastPart((await thrownType(value))?.text ?? '')].some((name) => WITH_MESSAGE.includes(name));
  return isKnown ? textOfCString(await value.offsetBy(CHARACTERS.sizeBytes!).as(CHARACTERS).pointee()) : undefined;
}

/** As `std::cout` writes them, `generic:2`, with the name that `std::errc` has for the number. */
export const cppErrorCode: Formatter = {
  name: 'libc++ error_code',
  matches: (shape) => isLibraryType(shape, 'error_code', 'error_condition'),
  async summary(value) {
    const category = memberNamed(value, '__cat_');
    if (!category) throw new UnknownLayout(value.type.name);
    const number = await path(value, '__val_').unsigned();
    const type = lastPart((await dynamicTypeOf(await category.pointee()))?.name ?? '');
    const known = /^__(generic|system|iostream|future)_error_category$/.exec(type)?.[1];
    const name = known === 'generic' || known === 'system' ? await nameOf(number, value) : undefined;
    return `${known ?? (type || 'unknown category')}:${BigInt.asIntN(32, number)}${name === undefined ? '' : ` (${name})`}`;
  },
  parts: (value) => plainParts(value),
};

async function nameOf(number: bigint, { context, shape }: Value): Promise<string | undefined> {
  const type = number === 0n ? undefined : await context.typeNamed?.(shape.name.replace(/error_(?:code|condition)$/, 'errc'));
  return type?.kind === 'enum' ? type.enumerators.find(({ value }) => value === number)?.name : undefined;
}
