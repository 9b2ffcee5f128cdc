import { NotItanium, Printing } from './itanium-nodes';
import { ItaniumSymbols } from './itanium-symbols';

/** A C++ symbol as people write it. */
export interface CppName {
  /** With return type, parameters and qualifiers, as `c++filt` prints it. */
  readonly full: string;
  /** The qualified name alone: `geo::Ring<int, 4>::operator+=`. */
  readonly name: string;
}

/**
 * A symbol of the Itanium C++ ABI (`_Z…`, section 5.1), which all compilers for Wasm follow. undefined for other names
 * and for what is malformed, or too large to be shown.
 */
export function demangleCpp(symbol: string): CppName | undefined {
  const start = /^_{1,4}Z/.exec(symbol)?.[0];
  if (start === undefined) return undefined;
  try {
    const { node, suffix } = new ItaniumSymbols(symbol.slice(start.length)).read();
    return { full: new Printing(false).text(node) + (suffix === '' ? '' : ` (${suffix})`), name: new Printing(true).text(node) };
  } catch (error) {
    // Back references can be chained deeper than the stack.
    if (error instanceof NotItanium || error instanceof RangeError) return undefined;
    throw error;
  }
}
