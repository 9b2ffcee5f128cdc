import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { Abbreviation } from './abbreviation';
import { At, Tag } from './constants';
import { skipVariable } from './forms';
import type { Unit } from './unit';

/** What an entry is to those who look for names. */
export type NamedKind = 'type' | 'global' | 'scope';

export interface NameVisitor {
  /** An entry that has a name or completes one that has; returns what stands for it as the parent of others. */
  enter(kind: NamedKind, offset: number, tag: number, parent: number): number;
}

/** Parents of what stands at the top of a unit, and of what is declared inside of functions. */
export const TOP = -1;
export const IN_FUNCTION = -2;

const TYPES = new Set<number>([Tag.structure_type, Tag.class_type, Tag.union_type, Tag.interface_type, Tag.enumeration_type, Tag.typedef, Tag.template_alias, Tag.base_type]);
const SCOPES = new Set<number>([Tag.namespace, Tag.module, Tag.structure_type, Tag.class_type, Tag.union_type, Tag.interface_type]);
const FUNCTIONS = new Set<number>([Tag.subprogram, Tag.inlined_subroutine, Tag.lexical_block]);

/**
 * Visits the types, globals and scopes of a unit in one pass that keeps nothing of the tree. Returns what stopped it.
 * Declarations are no types; what is only declared inside of functions is no global.
 */
export function scanNames(unit: Unit, visitor: NameVisitor): DecodeError | null {
  try {
    walk(unit, visitor);
    return null;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error;
  }
}

function walk(unit: Unit, visitor: NameVisitor): void {
  const { header, abbreviations } = unit;
  const at = unit.cursor(header.firstDie);
  const kinds = new Map<Abbreviation, NamedKind | null>();
  const parents: number[] = [];
  let parent = TOP;
  do {
    const offset = at.offset;
    const code = at.uleb();
    if (code === 0) {
      parent = parents.pop() ?? TOP;
      continue;
    }
    const abbreviation = abbreviations.get(code);
    if (!abbreviation) throw at.error(`abbreviation ${code} does not exist`, offset);
    let kind = kinds.get(abbreviation);
    if (kind === undefined) kinds.set(abbreviation, (kind = kindOf(abbreviation)));
    for (const step of abbreviation.steps) {
      if (step >= 0) at.advance(step);
      else skipVariable(at, ~step, header);
    }
    const counts = kind !== null && !(kind === 'global' && parent === IN_FUNCTION);
    const own = counts ? visitor.enter(kind!, offset, abbreviation.tag, parent) : parent;
    if (!abbreviation.hasChildren) continue;
    if (parents.length >= LIMITS.dwarf.nesting) throw at.error('entries nested too deeply', offset);
    parents.push(parent);
    parent = FUNCTIONS.has(abbreviation.tag) ? IN_FUNCTION : parent === IN_FUNCTION || abbreviation.tag === Tag.enumeration_type ? parent : own;
  } while (parents.length > 0 && !at.done);
}

function kindOf({ tag, attributes, hasChildren }: Abbreviation): NamedKind | null {
  const isDeclaration = attributes.includes(At.declaration);
  if (TYPES.has(tag) && attributes.includes(At.name) && !isDeclaration) return 'type';
  if (SCOPES.has(tag) && hasChildren) return 'scope';
  // Before DWARF 5 static members were written as members, their definitions as variables that complete them.
  if (tag === Tag.variable && !isDeclaration && (attributes.includes(At.location) || attributes.includes(At.const_value)) && (attributes.includes(At.name) || attributes.includes(At.specification))) return 'global';
  return null;
}
