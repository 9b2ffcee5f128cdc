import type { Node } from './itanium-nodes';
import { arrayOf, expansion, functionType, memberPointer, NotItanium, pointer, prefixNode, qualified, reference, textNode } from './itanium-nodes';
import { ItaniumNames } from './itanium-names';

const BUILTIN: Readonly<Record<string, string>> = {
  v: 'void', w: 'wchar_t', b: 'bool', a: 'signed char', c: 'char', h: 'unsigned char', s: 'short', t: 'unsigned short', i: 'int', j: 'unsigned int',
  l: 'long', m: 'unsigned long', x: 'long long', y: 'unsigned long long', n: '__int128', o: 'unsigned __int128', f: 'float', d: 'double',
  e: 'long double', g: '__float128', z: '...',
};

const BUILTIN_D: Readonly<Record<string, string>> = {
  Dd: 'decimal64', De: 'decimal128', Df: 'decimal32', Dh: 'half', Di: 'char32_t', Ds: 'char16_t', Du: 'char8_t', Da: 'auto', Dc: 'decltype(auto)', Dn: 'std::nullptr_t',
};

/** Types of the Itanium C++ ABI's mangling (5.1.5). */
export abstract class ItaniumTypes extends ItaniumNames {
  type(): Node {
    return this.bounded(() => {
      const builtin = BUILTIN[this.look()];
      if (builtin !== undefined) {
        this.at++;
        return textNode(builtin);
      }
      const letters = this.look() + this.look(1);
      if (BUILTIN_D[letters] !== undefined) {
        this.at += 2;
        return textNode(BUILTIN_D[letters]);
      }
      return this.sizedBuiltin() ?? this.composed(letters);
    });
  }

  /** _Float16, bfloat16_t, _BitInt */
  private sizedBuiltin(): Node | null {
    if (this.take('DF')) {
      const bits = this.match(/\d+/y);
      const isBrain = this.take('b');
      this.expect('_');
      return textNode(isBrain ? `std::bfloat${bits}_t` : `_Float${bits}`);
    }
    if (!/D[BU]/.test(this.look() + this.look(1))) return null;
    this.at++;
    const unsigned = this.match(/[BU]/y) === 'U' ? 'unsigned ' : '';
    const digits = this.match(/\d+/y);
    const bits = digits === '' ? this.expression() : textNode(digits);
    this.expect('_');
    return prefixNode((printing) => `${unsigned}_BitInt(${printing.text(bits)})`);
  }

  /** Types that can be substituted later. */
  private composed(letters: string): Node {
    const node = this.look() === 'S' && letters !== 'St' ? this.substituted() : { type: this.composedType(letters), isNew: true };
    if (node.isNew) this.substitutions.push(node.type);
    return node.type;
  }

  /** A substitution alone is none again; with arguments it is a new type. */
  private substituted(): { type: Node; isNew: boolean } {
    const { name, isSubstitution } = this.unscoped(null);
    if (this.look() === 'I' && (!isSubstitution || this.takesArguments)) {
      if (!isSubstitution) this.substitutions.push(name);
      return { type: this.applied(name, null), isNew: true };
    }
    return { type: name, isNew: !isSubstitution };
  }

  private composedType(letters: string): Node {
    if (/^(?:[rVK]*F|[rVK]*D[oOwx])/.test(this.symbol.slice(this.at, this.at + 5))) return this.functionType();
    switch (letters[0]) {
      case 'r':
      case 'V':
      case 'K':
        return this.qualifiedType();
      case 'U':
        return this.extended();
      case 'u':
        return this.vendorType();
      case 'D':
        return this.declared(letters);
      case 'A':
        return this.arrayType();
      case 'M': {
        this.at++;
        const owner = this.type();
        return memberPointer(owner, this.type());
      }
      case 'T':
        return /T[sue]/.test(letters) ? this.elaborated() : this.parameterType();
      case 'P':
        this.at++;
        return pointer(this.type());
      case 'R':
      case 'O':
        this.at++;
        return reference(this.type(), letters[0] === 'O');
      case 'C':
      case 'G': {
        this.at++;
        const part = this.type();
        return prefixNode((printing) => `${printing.text(part)} ${letters[0] === 'C' ? 'complex' : 'imaginary'}`);
      }
      default:
        return this.name();
    }
  }

  private qualifiedType(): Node {
    const qualifiers = this.qualifiers();
    return qualified(this.type(), qualifiers);
  }

  /** U <vendor qualifier> [<template-args>] <type> */
  private extended(): Node {
    this.expect('U');
    const qualifier = this.sourceName();
    const name = this.look() === 'I' ? this.applied(qualifier, null) : qualifier;
    const type = this.type();
    return prefixNode((printing) => `${printing.text(type)} ${printing.text(name)}`);
  }

  private vendorType(): Node {
    this.expect('u');
    const name = this.sourceName();
    if (!this.take('I')) return name;
    const base = this.type();
    this.expect('E');
    return prefixNode((printing) => `${printing.text(name)}(${printing.text(base)})`);
  }

  private declared(letters: string): Node {
    if (/D[tT]/.test(letters)) return this.decltype();
    if (this.take('Dp')) return expansion(this.type());
    if (this.take('Dv')) return this.vectorType();
    if (this.take('Dk') || this.take('DK')) {
      const concept = this.name();
      const deduced = letters === 'DK' ? 'decltype(auto)' : 'auto';
      return prefixNode((printing) => `${printing.text(concept)} ${deduced}`);
    }
    throw new NotItanium();
  }

  /** Dv <size> _ <type> */
  private vectorType(): Node {
    const digits = this.match(/\d+/y);
    const size = digits !== '' ? textNode(digits) : this.take('_') ? null : this.expression();
    if (size) this.expect('_');
    const element = this.take('p') ? textNode('pixel') : this.type();
    return prefixNode((printing) => `${printing.text(element)} vector[${size ? printing.text(size) : ''}]`);
  }

  protected decltype(): Node {
    this.at += 2;
    const expression = this.expression();
    this.expect('E');
    return prefixNode((printing) => `decltype(${printing.text(expression)})`);
  }

  private arrayType(): Node {
    this.expect('A');
    const digits = this.match(/\d+/y);
    const size = digits !== '' ? textNode(digits) : this.look() === '_' ? null : this.expression();
    this.expect('_');
    return arrayOf(this.type(), size);
  }

  /** [CV] [noexcept] F [Y] <return> <parameters> [R|O] E */
  private functionType(): Node {
    const qualifiers = this.qualifiers();
    const exceptions = this.exceptionSpecification();
    this.take('Dx');
    this.expect('F');
    this.take('Y');
    const result = this.type();
    const parameters: Node[] = [];
    let reference = '';
    while (!this.take('E')) {
      if (this.take('v')) continue;
      if (this.take('RE') || this.take('OE')) {
        reference = this.symbol[this.at - 2] === 'R' ? ' &' : ' &&';
        break;
      }
      parameters.push(this.type());
    }
    return functionType(result, parameters, qualifiers + reference + exceptions);
  }

  private exceptionSpecification(): string {
    if (this.take('Do')) return ' noexcept';
    if (this.take('DO')) {
      this.expression();
      this.expect('E');
      return ' noexcept(...)';
    }
    if (!this.take('Dw')) return '';
    this.until('E', () => this.type());
    return ' throw(...)';
  }

  private elaborated(): Node {
    this.at++;
    const kind = { s: 'struct', u: 'union', e: 'enum' }[this.match(/[sue]/y)] ?? '';
    const name = this.name();
    return prefixNode((printing) => `${kind} ${printing.text(name)}`);
  }

  private parameterType(): Node {
    const parameter = this.templateParameter();
    if (this.look() !== 'I' || !this.takesArguments) return parameter;
    this.substitutions.push(parameter);
    return this.applied(parameter, null);
  }
}
