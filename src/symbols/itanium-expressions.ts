import type { Node, Printing } from './itanium-nodes';
import { expansion, nestedName, NotItanium, prefixNode, textNode } from './itanium-nodes';
import { ItaniumTypes } from './itanium-types';

/** As C++ binds them, the closest first ([expr.compound] in its order). */
const Precedence = {
  postfix: 1, unary: 2, cast: 3, memberPointer: 4, multiplicative: 5, additive: 6, shift: 7, spaceship: 8, relational: 9, equality: 10, and: 11,
  xor: 12, or: 13, andIf: 14, orIf: 15, conditional: 16, assign: 17, comma: 18, none: 19,
} as const;

const BINARY: Readonly<Record<string, readonly [sign: string, precedence: number]>> = {
  aa: ['&&', Precedence.andIf], an: ['&', Precedence.and], aN: ['&=', Precedence.assign], aS: ['=', Precedence.assign], cm: [',', Precedence.comma],
  dv: ['/', Precedence.multiplicative], dV: ['/=', Precedence.assign], eo: ['^', Precedence.xor], eO: ['^=', Precedence.assign], eq: ['==', Precedence.equality],
  ge: ['>=', Precedence.relational], gt: ['>', Precedence.relational], le: ['<=', Precedence.relational], ls: ['<<', Precedence.shift],
  lS: ['<<=', Precedence.assign], lt: ['<', Precedence.relational], mi: ['-', Precedence.additive], mI: ['-=', Precedence.assign],
  ml: ['*', Precedence.multiplicative], mL: ['*=', Precedence.assign], ne: ['!=', Precedence.equality], oo: ['||', Precedence.orIf],
  or: ['|', Precedence.or], oR: ['|=', Precedence.assign], pl: ['+', Precedence.additive], pL: ['+=', Precedence.assign], rm: ['%', Precedence.multiplicative],
  rM: ['%=', Precedence.assign], rs: ['>>', Precedence.shift], rS: ['>>=', Precedence.assign], ss: ['<=>', Precedence.spaceship],
};
const UNARY: Readonly<Record<string, string>> = { ad: '&', co: '~', de: '*', ng: '-', nt: '!', ps: '+' };
const MEMBERS: Readonly<Record<string, readonly [sign: string, precedence: number]>> = {
  dt: ['.', Precedence.postfix], pt: ['->', Precedence.postfix], ds: ['.*', Precedence.memberPointer], pm: ['->*', Precedence.memberPointer],
};
const CASTS: Readonly<Record<string, string>> = { cc: 'const_cast', dc: 'dynamic_cast', rc: 'reinterpret_cast', sc: 'static_cast' };
const PREFIX_CALLS: Readonly<Record<string, string>> = { sz: 'sizeof', az: 'alignof', nx: 'noexcept', te: 'typeid', aw: 'co_await' };
const TYPE_CALLS: Readonly<Record<string, string>> = { st: 'sizeof', at: 'alignof', ti: 'typeid' };

/** Types whose literals have a suffix in C++; all others are written with their type before the value. */
const SUFFIXES: Readonly<Record<string, string>> = { i: '', j: 'u', l: 'l', m: 'ul', x: 'll', y: 'ull' };
const CAST_LITERALS: Readonly<Record<string, string>> = {
  w: 'wchar_t', c: 'char', a: 'signed char', h: 'unsigned char', s: 'short', t: 'unsigned short', n: '__int128', o: 'unsigned __int128',
};

/** Expressions and literals of the Itanium C++ ABI's mangling (5.1.6): they stand in template arguments and decltype. */
export abstract class ItaniumExpressions extends ItaniumTypes {
  expression(): Node {
    return this.bounded(() => {
      this.take('gs');
      if (this.look() === 'L') return this.literal();
      if (this.look() === 'T') return this.templateParameter();
      if (/[1-9]/.test(this.look())) return this.unresolvedName();
      const code = this.look() + this.look(1);
      if (/^f[pL]/.test(code) && !(code === 'fL' && !/\d/.test(this.look(2)))) return this.functionParameter();
      if (/^f[lrLR]$/.test(code)) return this.fold();
      this.at += 2;
      return this.operation(code);
    });
  }

  private operation(code: string): Node {
    const simple = this.unaryOrBinary(code) ?? this.call(code);
    if (simple) return simple;
    switch (code) {
      case 'sp':
        return expansion(this.expression());
      case 'pp':
      case 'mm': {
        const sign = code === 'pp' ? '++' : '--';
        const isPrefix = this.take('_');
        const operand = this.expression();
        return prefixNode((printing) => (isPrefix ? sign + asOperand(operand, printing, Precedence.unary) : asOperand(operand, printing, Precedence.postfix + 1) + sign), { precedence: isPrefix ? Precedence.unary : Precedence.postfix });
      }
      case 'qu': {
        const parts = [this.expression(), this.expression(), this.expression()] as const;
        return prefixNode((printing) => `${asOperand(parts[0], printing, Precedence.conditional)} ? ${asOperand(parts[1], printing, Precedence.none)} : ${asOperand(parts[2], printing, Precedence.assign + 1)}`, { precedence: Precedence.conditional });
      }
      case 'ix': {
        const [base, index] = [this.expression(), this.expression()];
        return prefixNode((printing) => `${asOperand(base, printing, Precedence.postfix)}[${printing.text(index)}]`, { precedence: Precedence.postfix });
      }
      case 'sZ': {
        const pack = this.look() === 'T' ? this.templateParameter() : this.functionParameter();
        return prefixNode((printing) => `sizeof...(${printing.text(expansion(pack))})`);
      }
      case 'sP': {
        const args = this.until('E', () => this.templateArgument());
        return prefixNode((printing) => `sizeof... (${printing.list(args)})`);
      }
      case 'tr':
        return textNode('throw');
      case 'tw': {
        const thrown = this.expression();
        return prefixNode((printing) => `throw ${printing.text(thrown)}`);
      }
      case 'sr':
      case 'on':
      case 'dn':
        this.at -= 2;
        return this.unresolvedName();
      default:
        throw new NotItanium();
    }
  }

  private unaryOrBinary(code: string): Node | null {
    const [binary, unary, member] = [BINARY[code], UNARY[code], MEMBERS[code]];
    if (binary) return this.binary(...binary);
    if (unary !== undefined) {
      const operand = this.expression();
      return prefixNode((printing) => unary + asOperand(operand, printing, Precedence.unary), { precedence: Precedence.unary });
    }
    if (!member) return null;
    const [sign, precedence] = member;
    const [object, name] = [this.expression(), this.expression()];
    return prefixNode((printing) => asOperand(object, printing, precedence + 1) + sign + asOperand(name, printing, precedence), { precedence });
  }

  private binary(sign: string, precedence: number): Node {
    const [left, right] = [this.expression(), this.expression()];
    const associatesRight = precedence === Precedence.assign ? 1 : 0;
    return prefixNode((printing) => {
      const text = `${asOperand(left, printing, precedence + 1 - associatesRight)}${sign === ',' ? '' : ' '}${sign} ${asOperand(right, printing, precedence + associatesRight)}`;
      // In the midst of template arguments it would end them.
      return sign === '>' || sign === '>>' ? `(${text})` : text;
    }, { precedence });
  }

  private call(code: string): Node | null {
    if (PREFIX_CALLS[code] !== undefined) {
      const operand = this.expression();
      return prefixNode((printing) => `${PREFIX_CALLS[code]} (${printing.text(operand)})`);
    }
    if (TYPE_CALLS[code] !== undefined) {
      const operand = this.type();
      return prefixNode((printing) => `${TYPE_CALLS[code]} (${printing.text(operand)})`);
    }
    if (CASTS[code] !== undefined) {
      const type = this.type();
      const operand = this.expression();
      return prefixNode((printing) => `${CASTS[code]}<${printing.text(type)}>(${printing.text(operand)})`, { precedence: Precedence.postfix });
    }
    if (code === 'cl') {
      const callee = this.expression();
      const args = this.until('E', () => this.expression());
      return prefixNode((printing) => `${printing.text(callee)}(${printing.list(args)})`, { precedence: Precedence.postfix });
    }
    if (code === 'cv') return this.conversionCall();
    if (code !== 'tl' && code !== 'il') return null;
    const type = code === 'tl' ? this.type() : textNode('');
    const items = this.until('E', () => this.expression());
    return prefixNode((printing) => `${printing.text(type)}{${printing.list(items)}}`);
  }

  private conversionCall(): Node {
    const before = this.takesArguments;
    this.takesArguments = false;
    const type = this.type();
    this.takesArguments = before;
    const operands = this.take('_') ? this.until('E', () => this.expression()) : [this.expression()];
    return prefixNode((printing) => `(${printing.text(type)})(${printing.list(operands)})`, { precedence: Precedence.cast });
  }

  /** fp_, fp<n>_, fL<level>p<n>_, fpT for `this` */
  private functionParameter(): Node {
    if (this.take('fpT')) return textNode('this');
    const found = /^f(?:L\d+)?p[rVK]*(\d*)_/.exec(this.symbol.slice(this.at, this.at + 32));
    if (!found) throw new NotItanium();
    this.at += found[0].length;
    return textNode(`fp${found[1]}`);
  }

  /** (... op pack), (pack op ...), (init op ... op pack) */
  private fold(): Node {
    const kind = this.look(1);
    this.at += 2;
    const sign = BINARY[this.match(/[a-zA-Z]{2}/y)]?.[0];
    if (sign === undefined) throw new NotItanium();
    const first = this.expression();
    const second = /[LR]/.test(kind) ? this.expression() : null;
    const [pack, initial] = kind === 'L' && second ? [second, first] : [first, second];
    return prefixNode((printing) => {
      const packText = `(${printing.text(expansion(pack))})`;
      const initialText = initial ? asOperand(initial, printing, Precedence.cast + 1) : '';
      if (/[lL]/.test(kind)) return `(${initial ? `${initialText} ${sign} ` : ''}... ${sign} ${packText})`;
      return `(${packText} ${sign} ...${initial ? ` ${sign} ${initialText}` : ''})`;
    });
  }

  /** <base name>, sr <type> <base name>, srN <type> <level>* E <base name>, sr <level>* E <base name> */
  private unresolvedName(): Node {
    if (!this.take('sr')) return this.baseName();
    const startsWithName = /[1-9]/.test(this.look());
    const hasLevels = this.take('N') || startsWithName;
    let scope = startsWithName ? this.simpleName() : this.unresolvedType();
    if (hasLevels) while (!this.take('E')) scope = nestedName(scope, this.simpleName());
    return nestedName(scope, this.baseName());
  }

  private unresolvedType(): Node {
    const isNew = this.look() !== 'S';
    const type = this.look() === 'T' ? this.templateParameter() : isNew ? this.decltype() : this.substitution();
    if (isNew) this.substitutions.push(type);
    return this.look() === 'I' ? this.applied(type, null) : type;
  }

  private simpleName(): Node {
    const name = this.sourceName();
    return this.look() === 'I' ? this.applied(name, null) : name;
  }

  private baseName(): Node {
    if (/[1-9]/.test(this.look())) return this.simpleName();
    if (this.take('dn')) {
      const name = /[1-9]/.test(this.look()) ? this.simpleName() : this.unresolvedType();
      return prefixNode((printing) => `~${printing.text(name)}`);
    }
    this.take('on');
    const name = this.unqualified(null, null);
    return this.look() === 'I' ? this.applied(name, null) : name;
  }

  /** L <type> <value> E, L _Z <encoding> E */
  literal(): Node {
    this.expect('L');
    if (this.take('_Z')) {
      const encoding = this.encoding();
      this.expect('E');
      return encoding;
    }
    if (this.take('DnE') || this.take('Dn0E')) return textNode('nullptr');
    if (this.take('b0E')) return textNode('false');
    if (this.take('b1E')) return textNode('true');
    if (this.look() === 'U') return this.closureLiteral();
    if (this.look() === 'A') return this.stringLiteral();
    const code = this.look();
    if (SUFFIXES[code] !== undefined || CAST_LITERALS[code] !== undefined) {
      this.at++;
      const value = this.number();
      return textNode(SUFFIXES[code] === undefined ? `(${CAST_LITERALS[code]})${value}` : value + SUFFIXES[code]);
    }
    if (/[fde]/.test(code)) return this.floatLiteral(code);
    const type = this.type();
    if (this.take('E')) return type;
    const value = this.number();
    return prefixNode((printing) => `(${printing.text(type)})${value}`);
  }

  private number(): string {
    const text = this.match(/n?\d+/y);
    if (text === '' || !this.take('E')) throw new NotItanium();
    return text.replace('n', '-');
  }

  private closureLiteral(): Node {
    const closure = this.unqualified(null, null);
    this.expect('E');
    return prefixNode((printing) => `[]${printing.text(closure).replace(/^'lambda\d*'/, '')}{...}`);
  }

  private stringLiteral(): Node {
    const type = this.type();
    this.expect('E');
    return prefixNode((printing) => `"<${printing.text(type)}>"`);
  }

  /** The bytes of the value, in hexadecimal, high ones first. */
  private floatLiteral(code: string): Node {
    this.at++;
    const digits = this.match(/[\da-f]+/y);
    this.expect('E');
    if (code === 'e') return textNode(`0x${digits}L`);
    const size = code === 'f' ? 4 : 8;
    if (digits.length !== size * 2) throw new NotItanium();
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${digits}`) << BigInt(64 - size * 8));
    return textNode(code === 'f' ? `${view.getFloat32(0)}f` : String(view.getFloat64(0)));
  }
}

/** In parentheses where the operand binds as loosely as `limit`. */
function asOperand(node: Node, printing: Printing, limit: number): string {
  const text = printing.text(node);
  return (node.precedence ?? 0) >= limit ? `(${text})` : text;
}
