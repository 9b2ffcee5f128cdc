import { At } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import { demangleCpp } from './demangle-cpp';
import { demangleRust } from './demangle-rust';
import { rustFunctionName } from './rust-names';
import { languageOf } from './source-language';
import { qualifiedNameOf } from './type-names';

/** Names of entries as people write them. */

/** The function's symbol; null where the compiler wrote none, as for C. */
export function linkageNameOf(die: Die): string | null {
  return die.inherited((origin) => origin.string(At.linkage_name) ?? origin.string(At.MIPS_linkage_name)) ?? null;
}

/**
 * Rust: the demangled symbol, which names implementations as no entry does. C++: namespaces, classes, name. A function
 * without a linkage name (C, `extern "C"`, `#[no_mangle]`) has the bare name for its symbol.
 */
export function functionNameOf(die: Die, linkageName = linkageNameOf(die)): string {
  if (linkageName === null) return die.inherited((origin) => origin.string(At.name)) ?? '';
  if (languageOf(die.unit.language) === 'rust') return rustName(linkageName, die);
  const name = qualifiedNameOf(die);
  // A lambda's class has no name of its own, and of lines alone scopes are not told: the symbol knows both.
  const isPartial = name === undefined || name.includes('(anonymous)') || (!name.includes('::') && linkageName.startsWith('_ZN'));
  return (isPartial ? demangleCpp(linkageName)?.name : undefined) ?? name ?? linkageName;
}

function rustName(linkageName: string, die: Die): string {
  const demangled = demangleRust(linkageName);
  return demangled === undefined ? linkageName : rustFunctionName(demangled, qualifiedNameOf(die));
}

/** A symbol of the name section or of an export, which linkers write mangled or not. */
export function readableSymbol(exported: string): string {
  // Binaryen keeps functions under this name beside the adapters that it exports for them (fpcast-emu, dynamic linking).
  const symbol = exported.replace(/^orig\$/, '');
  const rust = demangleRust(symbol);
  return rust === undefined ? (demangleCpp(symbol)?.full ?? symbol) : rustFunctionName(rust);
}
