import { LIMITS } from '../base/limits';
import { At, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { demangleRust } from './demangle-rust';
import { languageOf } from './source-language';

/** Names of entries as people write them. */

/** The function's symbol; null where the compiler wrote none, as for C. */
export function linkageNameOf(die: Die): string | null {
  return die.inherited((origin) => origin.string(At.linkage_name) ?? origin.string(At.MIPS_linkage_name)) ?? null;
}

/**
 * Rust: the demangled symbol, which names implementations as no entry does. C++: namespaces, classes, name. A function
 * without a linkage name (C, `extern "C"`, `#[no_mangle]`) has the bare name for its symbol.
 */
export function functionNameOf(die: Die): string {
  const linkageName = linkageNameOf(die);
  if (linkageName === null) return die.inherited((origin) => origin.string(At.name)) ?? '';
  if (languageOf(die.unit.language) === 'rust') return demangleRust(linkageName) ?? linkageName;
  return qualifiedNameOf(die, lambdaName(linkageName)) ?? linkageName;
}

/** A lambda's class has no name; its symbol numbers it (Itanium C++ ABI, 5.1.8: `Ul…E_`, or clang's own `$_0`). */
function lambdaName(linkageName: string): string {
  const lambda = linkageName.indexOf('Ul');
  return /\$_\d+/.exec(linkageName)?.[0] ?? (lambda >= 0 && /E\d*_/.test(linkageName.slice(lambda)) ? "'lambda'" : '(anonymous)');
}

/** undefined for an entry without a name. */
export function qualifiedNameOf(die: Die, unnamedClass = '(anonymous)'): string | undefined {
  const name = die.inherited((origin) => origin.string(At.name));
  if (name === undefined) return undefined;
  let qualified = name;
  let scope = declarationOf(die).parent;
  for (let depth = 0; scope && depth < LIMITS.dwarf.nameScopes && qualified.length < LIMITS.dwarf.nameCharacters; depth++) {
    const text = scopeName(scope, unnamedClass);
    if (text !== undefined) qualified = `${text}::${qualified}`;
    scope = scope.parent;
  }
  return qualified;
}

/** The entry whose place in the tree tells the namespace. */
function declarationOf(die: Die): Die {
  let last = die;
  for (const origin of die.origins()) last = origin;
  return last;
}

function scopeName(scope: Die, unnamedClass: string): string | undefined {
  switch (scope.tag) {
    case Tag.namespace:
    case Tag.module:
      return scope.string(At.name) ?? '(anonymous namespace)';
    case Tag.structure_type:
    case Tag.class_type:
    case Tag.union_type:
    case Tag.enumeration_type:
    case Tag.interface_type:
      return scope.string(At.name) ?? unnamedClass;
    case Tag.subprogram:
      return scope.inherited((origin) => origin.string(At.name));
    default:
      return undefined;
  }
}
