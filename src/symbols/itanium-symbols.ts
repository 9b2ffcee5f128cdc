import { ItaniumExpressions } from './itanium-expressions';
import type { Node } from './itanium-nodes';
import { NotItanium, prefixNode } from './itanium-nodes';

const SPECIAL: Readonly<Record<string, string>> = {
  TV: 'vtable for ', TT: 'VTT for ', TI: 'typeinfo for ', TS: 'typeinfo name for ', TA: 'template parameter object for ',
};
const SPECIAL_OF_NAMES: Readonly<Record<string, string>> = {
  GV: 'guard variable for ', TH: 'thread-local initialization routine for ', TW: 'thread-local wrapper routine for ', GI: 'initializer for module ',
};

/** Whole symbols: those of functions and data, and those that compilers make for themselves (5.1.4). */
export class ItaniumSymbols extends ItaniumExpressions {
  /** `suffix` marks a copy that the compiler made: `.llvm.1234`, `.cold`. */
  read(): { readonly node: Node; readonly suffix: string } {
    const node = this.encoding();
    const suffix = this.symbol.slice(this.at);
    if (suffix !== '' && !suffix.startsWith('.')) throw new NotItanium();
    return { node, suffix };
  }

  protected specialName(): Node | null {
    const code = this.symbol.slice(this.at, this.at + 2);
    const prefixed = (prefix: string, node: Node): Node => prefixNode((printing) => prefix + printing.text(node));
    if (SPECIAL[code] !== undefined || SPECIAL_OF_NAMES[code] !== undefined) {
      this.at += 2;
      return SPECIAL[code] !== undefined ? prefixed(SPECIAL[code], code === 'TA' ? this.templateArgument() : this.type()) : prefixed(SPECIAL_OF_NAMES[code]!, this.name());
    }
    if (this.take('TC')) {
      const derived = this.type();
      this.match(/\d+_/y);
      const base = this.type();
      return prefixNode((printing) => `construction vtable for ${printing.text(base)}-in-${printing.text(derived)}`);
    }
    if (this.take('Tc')) {
      this.callOffset();
      this.callOffset();
      return prefixed('covariant return thunk to ', this.encoding());
    }
    if (/^T[hv]/.test(code)) {
      this.at++;
      this.callOffset();
      return prefixed(code === 'Tv' ? 'virtual thunk to ' : 'non-virtual thunk to ', this.encoding());
    }
    if (this.take('GR')) {
      const name = this.name();
      this.match(/[\dA-Z]*_/y);
      return prefixed('reference temporary for ', name);
    }
    return null;
  }

  private callOffset(): void {
    if (!this.match(/hn?\d+_|vn?\d+_n?\d+_/y)) throw new NotItanium();
  }
}
