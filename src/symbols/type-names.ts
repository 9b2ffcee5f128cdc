import { LIMITS } from '../base/limits';
import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { countsOf } from './array-counts';
import { languageOf } from './source-language';
import { hasArguments, templateArguments } from './template-arguments';

/** A type as its language writes it: `const char *`, `struct item *`, `int (*)(void)`, `[u8; 4]`, `ns::list<int>`. */
export function typeName(die: Die): string {
  const steps = new Steps();
  const name = languageOf(die.unit.language) === 'rust' ? rustName(die, steps) : cName(die, '', steps);
  return name.length > LIMITS.dwarf.nameCharacters ? `${name.slice(0, LIMITS.dwarf.nameCharacters)}…` : name;
}

/** Types of functions that take functions branch, and types may lead in a circle: a name is made of so many parts at most. */
class Steps {
  private left: number = LIMITS.dwarf.nameSteps;

  take(): boolean {
    return this.left-- > 0;
  }
}

/** Declarators of C read inside out: `inner` is what stands where the name would. */
function cName(die: Die | undefined, inner: string, steps: Steps): string {
  if (!steps.take()) return '…';
  if (!die) return append('void', inner);
  const target = (): Die | undefined => die.reference(At.type);
  const next = (text: string): string => cName(target(), text, steps);
  switch (die.tag) {
    case Tag.pointer_type:
      return next(`*${inner}`);
    case Tag.reference_type:
      return next(`&${inner}`);
    case Tag.rvalue_reference_type:
      return next(`&&${inner}`);
    case Tag.ptr_to_member_type:
      return next(`${memberClass(die)}::*${inner}`);
    case Tag.const_type:
    case Tag.volatile_type:
      return target()?.tag === die.tag ? next(inner) : qualified(die.tag === Tag.const_type ? 'const' : 'volatile', target(), inner, steps);
    case Tag.restrict_type:
      return next(`restrict${inner === '' ? '' : ` ${inner}`}`);
    case Tag.atomic_type:
      return append(`_Atomic(${cName(target(), '', steps)})`, inner);
    case Tag.array_type:
      return next(`${grouped(inner)}${countsOf(die).map((count) => `[${count ?? ''}]`).join('')}`);
    case Tag.subroutine_type:
      return next(`${grouped(inner)}(${parameters(die, steps)})${isConstMember(die) ? ' const' : ''}`);
    // An alias is read by its own name: what it is a member of is longer than what it stands for.
    case Tag.typedef:
    case Tag.template_alias:
      return append(die.string(At.name) ?? anonymousName(die), inner);
    default:
      return append(taggedName(die) ?? qualifiedName(die, steps) ?? anonymousName(die), inner);
  }
}

/** In C the names of structs, unions and enums are apart from all others. */
function taggedName(die: Die): string | undefined {
  const keyword = KINDS.get(die.tag);
  if (keyword === undefined || languageOf(die.unit.language) !== 'c') return undefined;
  const name = die.string(At.name);
  return name === undefined ? undefined : `${keyword} ${name}`;
}

/** A pointer's own qualifier stands behind the star, any other before the type. */
function qualified(word: string, target: Die | undefined, inner: string, steps: Steps): string {
  const ofPointer = target && [Tag.pointer_type, Tag.ptr_to_member_type].some((tag) => tag === target.tag);
  if (ofPointer) return cName(target, append(word, inner), steps);
  return `${word} ${cName(target, inner, steps)}`;
}

function grouped(inner: string): string {
  return /^(?:[*&]|.*::\*)/.test(inner) ? `(${inner})` : inner;
}

function append(name: string, inner: string): string {
  return inner === '' || inner.startsWith('[') ? name + inner : `${name} ${inner}`;
}

function parameters(die: Die, steps: Steps): string {
  const texts: string[] = [];
  for (const child of die.children()) {
    if (child.tag === Tag.formal_parameter && !child.flag(At.artificial)) texts.push(cName(child.reference(At.type), '', steps));
    else if (child.tag === Tag.unspecified_parameters) texts.push('...');
  }
  return texts.length === 0 && languageOf(die.unit.language) === 'c' && die.flag(At.prototyped) ? 'void' : texts.join(', ');
}

/** Of a member function's type, `this` is an artificial parameter: what it points to tells whether the function may change it. */
function isConstMember(die: Die): boolean {
  for (const child of die.children()) {
    if (child.tag === Tag.formal_parameter && child.flag(At.artificial)) return child.reference(At.type)?.reference(At.type)?.tag === Tag.const_type;
  }
  return false;
}

function memberClass(die: Die): string {
  const owner = die.reference(At.containing_type);
  return (owner && qualifiedNameOf(owner)) ?? '';
}

const KINDS = new Map<number, string>([[Tag.structure_type, 'struct'], [Tag.class_type, 'class'], [Tag.union_type, 'union'], [Tag.enumeration_type, 'enum']]);

function anonymousName(die: Die): string {
  const kind = KINDS.get(die.tag);
  return kind ? `(anonymous ${kind})` : '(anonymous)';
}

/** rustc names all but what it makes itself: references that closures hold, arrays, functions. */
function rustName(die: Die | undefined, steps: Steps): string {
  if (!steps.take()) return '…';
  if (!die) return '()';
  const named = qualifiedNameOf(die);
  if (named !== undefined) return named;
  const target = (): string => rustName(die.reference(At.type), steps);
  switch (die.tag) {
    case Tag.pointer_type:
      return `&${target()}`;
    case Tag.array_type:
      return countsOf(die).reduceRight<string>((element, count) => `[${element}${count === null ? '' : `; ${count}`}]`, target());
    case Tag.subroutine_type: {
      const texts = [...die.children()].filter(({ tag }) => tag === Tag.formal_parameter).map((child) => rustName(child.reference(At.type), steps));
      return `fn(${texts.join(', ')})${die.has(At.type) ? ` -> ${target()}` : ''}`;
    }
    default:
      return anonymousName(die);
  }
}

/** With namespaces and classes; undefined for an entry without a name. */
export function qualifiedNameOf(die: Die): string | undefined {
  return qualifiedName(die, new Steps());
}

function qualifiedName(die: Die, steps: Steps): string | undefined {
  let qualified = ownName(die, steps);
  if (qualified === undefined) return undefined;
  let scope = declarationOf(die).parent;
  for (let depth = 0; scope && depth < LIMITS.dwarf.nameScopes && qualified.length < LIMITS.dwarf.nameCharacters; depth++) {
    const text = scopeName(scope, steps);
    if (text !== undefined) qualified = `${text}::${qualified}`;
    scope = scope.parent;
  }
  return qualified;
}

/** With template arguments, which clang leaves out on request (`-gsimple-template-names`). */
function ownName(die: Die, steps: Steps): string | undefined {
  const name = die.inherited((origin) => origin.string(At.name));
  if (name === undefined || languageOf(die.unit.language) !== 'cpp' || hasArguments(name)) return name;
  return name + (templateArguments(die, (type) => cName(type, '', steps)) ?? '');
}

/** The entry whose place in the tree tells the namespace. */
function declarationOf(die: Die): Die {
  let last = die;
  for (const origin of die.origins()) last = origin;
  return last;
}

function scopeName(scope: Die, steps: Steps): string | undefined {
  switch (scope.tag) {
    case Tag.namespace:
    case Tag.module:
      return scope.string(At.name) ?? '(anonymous namespace)';
    case Tag.structure_type:
    case Tag.class_type:
    case Tag.union_type:
    case Tag.enumeration_type:
    case Tag.interface_type:
      return ownName(scope, steps) ?? '(anonymous)';
    case Tag.subprogram:
      return ownName(scope, steps);
    default:
      return undefined;
  }
}
