import { LIMITS } from '../base/limits';
import { isShortFor, lastPart } from '../symbols/name-parts';
import { strip, type TypeInfo } from '../symbols/type-info';
import type { FrameState } from '../symbols/variable';
import { partsOfValue } from './ask-formatters';
import { enumsIn } from './enumerators';
import { valueOf } from './evaluate';
import { targetsOf, throughPointers, throughReferences } from './find-member';
import { activeVariant, payloadOf } from './formatters/rust/enums';
import { members } from './formatters/structs';
import { methodsAnswered } from './known-methods';
import type { Scope } from './names';
import { typeByName } from './type-by-name';
import { typeText } from './type-text';
import type { Value, ValueContext } from './value';

export interface Completion {
  readonly label: string;
  readonly kind: 'variable' | 'member' | 'function';
  /** The type, as written in the program. */
  readonly detail: string;
}

export interface Completions {
  /** What they replace: this many characters before the end of the text. */
  readonly replacedLength: number;
  readonly found: readonly Completion[];
}

const LAST_WORD = /(\.|->|::)?\s*([\w$]*)$/;
/** What an operand may consist of, at its end. */
const OPERAND = /[\w$.:\->[\]()*\s"']+$/;
const IDENTIFIER = /^[A-Za-z_$\d][\w$]*$/;

/** How a text that ends where the user types may go on: names in scope and `functions`, what a path holds, members and answered methods after `.` and `->`. Never rejects. */
export async function completionsOf(text: string, scope: Scope, frame: FrameState, context: ValueContext = frame, functions: readonly string[] = []): Promise<Completions> {
  const [, operator, word = ''] = LAST_WORD.exec(text) ?? [];
  const before = text.slice(0, text.length - word.length);
  const found = new Map<string, Completion>();
  for (const each of await candidates(before, operator, word, scope, frame, context, functions)) {
    if (each.label.toLowerCase().startsWith(word.toLowerCase()) && !found.has(each.label)) found.set(each.label, each);
  }
  return { replacedLength: word.length, found: [...found.values()].slice(0, LIMITS.values.completions) };
}

async function candidates(before: string, operator: string | undefined, word: string, scope: Scope, frame: FrameState, context: ValueContext, functions: readonly string[]): Promise<Completion[]> {
  if (operator === '.' || operator === '->') return membersOf(before.trimEnd().slice(0, -operator.length), scope, frame, context);
  if (operator === '::') return inPath(/[\w$:]+$/.exec(before)?.[0].replace(/^::/, '') ?? '', scope, context);
  const named = scope.toReversed().map(({ name, type }) => variable(firstPart(name), name.includes('::') ? '' : typeText(type, context.language)));
  // Most of a program's enumerators are nothing that one wants to choose from before a letter is typed.
  const enumerators = word === '' ? [] : [...enumsIn(scope.map(({ type }) => type))].flatMap(enumeratorsOf);
  return [...named, ...enumerators, ...functions.map((label) => ({ label, kind: 'function' as const, detail: '' }))];
}

const firstPart = (name: string): string => name.split('::')[0]!;
const variable = (label: string, detail: string): Completion => ({ label, kind: 'variable', detail });

/** What comes next on a path: globals, namespaces between them, and the values of an enumeration of that name. Inline namespaces are not written. */
async function inPath(prefix: string, scope: Scope, context: ValueContext): Promise<Completion[]> {
  const path = prefix.replace(/::$/, '');
  const type = path === '' ? undefined : await typeByName(path, context, true).catch(() => undefined);
  const found = type ? enumeratorsOf(strip(type)) : [];
  const globals = scope.toReversed().filter(({ kind }) => kind === 'global');
  const next = globals.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => variable(firstPart(name.slice(prefix.length)), ''));
  const inside = globals.filter(({ name }) => path !== '' && isShortFor(`${path}::${lastPart(name)}`, name)).map(({ name, type: declared }) => variable(lastPart(name), typeText(declared, context.language)));
  return [...found, ...inside, ...next.filter(({ label }) => !label.startsWith('__'))];
}

function enumeratorsOf(type: TypeInfo): Completion[] {
  const names = type.kind === 'enum' ? type.enumerators : type.kind === 'struct' ? (type.variants?.variants ?? []) : [];
  return names.map(({ name }) => variable(name, lastPart(type.name)));
}

/** The operand is the longest end of the text that means something: before it may stand anything. */
async function membersOf(before: string, scope: Scope, frame: FrameState, context: ValueContext): Promise<Completion[]> {
  const operand = OPERAND.exec(before)?.[0] ?? '';
  const starts = [...operand.matchAll(/(?<![\w$.:>\-)\]])[\w$(*]/g)].slice(0, LIMITS.values.depth);
  for (const { index } of starts) {
    const value = await valueOf(operand.slice(index), scope, frame, context).catch(() => undefined);
    const target = value && (await throughPointers(value).catch(() => undefined));
    if (target) return memberNames(target);
  }
  return [];
}

/** What `findMember` would find, and the methods that are answered: of what the value stands for first. */
async function memberNames(value: Value): Promise<Completion[]> {
  const found: Completion[] = [];
  const payload = await throughReferences(value).then(payloadOf).catch(() => undefined);
  for (const target of [...(await targetsOf(value).catch(() => [value])).reverse(), ...(payload ? [payload] : [])]) {
    const content = await contentOf(target).catch(() => target);
    const parts = await partsOfValue(content).catch(() => null);
    const shown = parts?.keyed ? [] : await Promise.all(Array.from({ length: Math.min(parts?.count ?? 0, LIMITS.values.depth) }, async (_, index) => parts!.part(index))).catch(() => []);
    const named = [...fieldsOf(content), ...shown].filter(({ name }) => IDENTIFIER.test(name) && !HIDDEN.test(name));
    found.push(...named.map((part) => ({ label: part.name, kind: 'member' as const, detail: typeText(part.value.type, value.context.language) })));
  }
  const methods = await methodsAnswered(value).catch(() => []);
  return [...found, ...methods.map((name) => ({ label: `${name}()`, kind: 'function' as const, detail: '' }))];
}

async function contentOf(value: Value): Promise<Value> {
  const target = await throughPointers(value);
  return target.shape.kind === 'struct' && target.shape.variants ? (await activeVariant(target)).content : target;
}

/** The compilers' own. */
const HIDDEN = /^(?:_vptr|_ref__|__awaitee)/;
/** Types of the standard libraries are made of what only their authors name. */
const LIBRARY = /^(?:std|core|alloc|hashbrown)::/;
const MAX_DEPTH = 8;

/** Members of bases and of unnamed members are members, too. */
function fieldsOf(value: Value, depth = 0): { readonly name: string; readonly value: Value }[] {
  const shape = value.shape;
  if (shape.kind !== 'struct' || depth > MAX_DEPTH || LIBRARY.test(shape.name)) return [];
  const bases = new Set(shape.bases.map(({ type }) => typeText(type)));
  return members(value).flatMap((member) => (member.name === '' || bases.has(member.name) ? fieldsOf(member.value, depth + 1) : [member]));
}
