import { ItaniumCursor } from './itanium-cursor';
import type { Node } from './itanium-nodes';
import { argumentPack, argumentsText, functionEncoding, nestedName, NotItanium, parameterPack, prefixNode, standIn, textNode, withArguments } from './itanium-nodes';

/** What is known of the name of a function once it is read. */
interface NameState {
  isConstructorOrConversion: boolean;
  endsWithArguments: boolean;
  /** Of the function itself: ` const`, `&&`. */
  suffix: string;
}

const MAX_FORWARD_STEPS = 1_000;

/** `operator…` by code (5.1.3.1); those that only expressions have are apart. */
const OPERATORS: Readonly<Record<string, string>> = {
  nw: ' new', na: ' new[]', dl: ' delete', da: ' delete[]', aw: ' co_await', ps: '+', ng: '-', ad: '&', de: '*', co: '~', pl: '+', mi: '-', ml: '*',
  dv: '/', rm: '%', an: '&', or: '|', eo: '^', aS: '=', pL: '+=', mI: '-=', mL: '*=', dV: '/=', rM: '%=', aN: '&=', oR: '|=', eO: '^=', ls: '<<',
  rs: '>>', lS: '<<=', rS: '>>=', eq: '==', ne: '!=', lt: '<', gt: '>', le: '<=', ge: '>=', ss: '<=>', nt: '!', aa: '&&', oo: '||', pp: '++',
  mm: '--', cm: ',', pm: '->*', pt: '->', cl: '()', ix: '[]', qu: '?',
};

const STANDARD: Readonly<Record<string, readonly [name: string, base: string]>> = {
  a: ['std::allocator', 'allocator'], b: ['std::basic_string', 'basic_string'], s: ['std::string', 'basic_string'],
  i: ['std::istream', 'basic_istream'], o: ['std::ostream', 'basic_ostream'], d: ['std::iostream', 'basic_iostream'],
};

/** What stands for a standard abbreviation where its constructor is named. */
const EXPANDED: Readonly<Record<string, string>> = {
  'std::string': 'std::basic_string<char, std::char_traits<char>, std::allocator<char>>',
  'std::istream': 'std::basic_istream<char, std::char_traits<char>>',
  'std::ostream': 'std::basic_ostream<char, std::char_traits<char>>',
  'std::iostream': 'std::basic_iostream<char, std::char_traits<char>>',
};

/** Names of the Itanium C++ ABI's mangling (section 5.1), one method a production. Types and expressions follow in subclasses. */
export abstract class ItaniumNames extends ItaniumCursor {
  protected readonly substitutions: Node[] = [];
  /** Template arguments by level, the outermost first. */
  protected templates: (readonly Node[] | null)[] = [];
  /** Level at which a generic lambda's own parameters stand; -1 outside of one. */
  protected lambdaLevel = -1;
  /** A conversion operator names its target before the arguments that it is made of. */
  protected allowsForward = false;
  /** Arguments after a conversion's target belong to the operator. */
  protected takesArguments = true;
  private arguments: Node[] = [];
  /** What forward references mean: the arguments that follow the conversion operator. */
  private resolved: readonly Node[] = [];
  private forwardSteps = 0;

  abstract type(): Node;
  abstract expression(): Node;
  abstract literal(): Node;
  protected abstract decltype(): Node;
  protected abstract specialName(): Node | null;

  /** <encoding> */
  encoding(): Node {
    return this.bounded(() => {
      const special = this.specialName();
      if (special) return special;
      const [outer, levels] = [this.arguments, this.templates];
      const state: NameState = { isConstructorOrConversion: false, endsWithArguments: false, suffix: '' };
      const name = this.name(state);
      const encoding = this.endsEncoding() ? name : this.functionOf(name, state);
      [this.arguments, this.templates] = [outer, levels];
      return encoding;
    });
  }

  private endsEncoding(): boolean {
    return ['', 'E', '.', '_'].includes(this.look());
  }

  private functionOf(name: Node, state: NameState): Node {
    if (this.take('Ua9enable_ifI')) this.until('E', () => this.templateArgument());
    const result = !state.isConstructorOrConversion && state.endsWithArguments ? this.type() : null;
    const parameters: Node[] = [];
    if (!this.take('v')) while (!this.endsEncoding() && this.look() !== 'Q') parameters.push(this.type());
    const requirement = this.take('Q') ? this.expression() : null;
    const encoding = functionEncoding(result, name, parameters, state.suffix);
    return requirement ? prefixNode((printing) => printing.text(encoding) + (printing.bare ? '' : ` requires ${printing.text(requirement)}`)) : encoding;
  }

  /** <name>; `state` where it is that of an encoding, whose template arguments then count. */
  name(state: NameState | null = null): Node {
    return this.bounded(() => {
      if (this.take('N')) return this.nested(state);
      if (this.take('Z')) return this.local(state);
      const { name, isSubstitution } = this.unscoped(state);
      if (this.look() !== 'I') {
        if (isSubstitution) throw new NotItanium();
        return name;
      }
      if (!isSubstitution) this.substitutions.push(name);
      return this.applied(name, state);
    });
  }

  protected applied(name: Node, state: NameState | null): Node {
    const args = this.templateArguments(state !== null);
    if (state) state.endsWithArguments = true;
    return withArguments(name, args);
  }

  /** <unscoped-name>, or a substitution, which template arguments follow. */
  protected unscoped(state: NameState | null): { name: Node; isSubstitution: boolean } {
    if (this.take('St')) return { name: this.unqualified(state, textNode('std')), isSubstitution: false };
    if (this.look() === 'S') return { name: this.substitution(), isSubstitution: true };
    return { name: this.unqualified(state, null), isSubstitution: false };
  }

  private nested(state: NameState | null): Node {
    const qualifiers = this.qualifiers();
    const reference = this.take('O') ? ' &&' : this.take('R') ? ' &' : '';
    if (state) state.suffix = qualifiers + reference;
    let name: Node | null = null;
    while (!this.take('E')) {
      if (state) state.endsWithArguments = false;
      if (this.look() === 'S') {
        if (name) throw new NotItanium();
        name = this.take('St') ? textNode('std') : this.substitution();
        continue;
      }
      name = this.nestedPart(name, state);
      this.substitutions.push(name);
      this.take('M');
    }
    if (!name || this.substitutions.length === 0) throw new NotItanium();
    this.substitutions.pop();
    return name;
  }

  private nestedPart(name: Node | null, state: NameState | null): Node {
    if (this.look() === 'T' && !name) return this.templateParameter();
    if (this.look() === 'I') {
      if (!name || name.isTemplate) throw new NotItanium();
      return this.applied(name, state);
    }
    if (!name && /D[tT]/.test(this.look() + this.look(1))) return this.decltype();
    return this.unqualified(state, name);
  }

  /** Z <encoding> E <entity> */
  private local(state: NameState | null): Node {
    const encoding = this.encoding();
    this.expect('E');
    if (this.take('s')) {
      this.discriminator();
      return nestedName(encoding, textNode('string literal'));
    }
    if (this.take('d')) this.match(/\d*_/y);
    const entity = this.name(state);
    this.discriminator();
    return nestedName(encoding, entity);
  }

  private discriminator(): void {
    this.match(/__\d+_|_\d/y);
  }

  protected qualifiers(): string {
    const restrict = this.take('r') ? ' restrict' : '';
    const volatile = this.take('V') ? ' volatile' : '';
    return (this.take('K') ? ' const' : '') + volatile + restrict;
  }

  /** <unqualified-name> in a scope, with ABI tags. */
  protected unqualified(state: NameState | null, scope: Node | null): Node {
    const isFriend = scope !== null && this.take('F');
    this.take('L');
    const name = this.withTags(this.plainName(state, scope));
    if (!scope) return name;
    if (isFriend) return prefixNode((printing) => `${printing.text(scope)}::friend ${printing.text(name)}`);
    return nestedName(scope, name);
  }

  private withTags(name: Node): Node {
    let tagged = name;
    while (this.take('B')) {
      const [before, tag] = [tagged, this.sourceText()];
      tagged = prefixNode((printing) => `${printing.text(before)}[abi:${tag}]`, before.baseName === undefined ? {} : { baseName: before.baseName });
    }
    return tagged;
  }

  private plainName(state: NameState | null, scope: Node | null): Node {
    if (/[1-9]/.test(this.look())) return this.sourceName();
    if (this.look() === 'U') return this.unnamed();
    if (this.take('DC')) {
      const names = this.until('E', () => this.sourceName());
      return prefixNode((printing) => `[${printing.list(names)}]`);
    }
    if (/[CD]/.test(this.look()) && /[I\d]/.test(this.look(1))) return this.constructorName(state, scope);
    return this.operatorName(state);
  }

  protected sourceName(): Node {
    const text = this.sourceText();
    return textNode(text.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : text);
  }

  private constructorName(state: NameState | null, scope: Node | null): Node {
    const isDestructor = this.look() === 'D';
    this.at++;
    const inherits = this.take('I');
    if (!this.match(/[0-5]/y) || !scope?.baseName) throw new NotItanium();
    if (state) state.isConstructorOrConversion = true;
    if (inherits) this.name(state);
    return textNode((isDestructor ? '~' : '') + scope.baseName);
  }

  private operatorName(state: NameState | null): Node {
    const code = this.match(/[a-z][a-zA-Z0-9]/y);
    if (code === 'cv') return this.conversion(state);
    if (code === 'li') {
      const name = this.sourceName();
      return prefixNode((printing) => `operator"" ${printing.text(name)}`);
    }
    if (/^v\d$/.test(code)) {
      const name = this.sourceName();
      return prefixNode((printing) => `operator ${printing.text(name)}`);
    }
    if (OPERATORS[code] === undefined) throw new NotItanium();
    return textNode(`operator${OPERATORS[code]}`);
  }

  /** Of a template the target is named before the arguments that it is made of. */
  private conversion(state: NameState | null): Node {
    const before = [this.allowsForward, this.takesArguments] as const;
    [this.allowsForward, this.takesArguments] = [before[0] || state !== null, false];
    const target = this.type();
    [this.allowsForward, this.takesArguments] = before;
    if (state) state.isConstructorOrConversion = true;
    return prefixNode((printing) => `operator ${printing.text(target)}`);
  }

  /** Closures and types without a name. */
  private unnamed(): Node {
    if (this.take('Ut')) {
      const number = this.match(/\d*/y);
      this.expect('_');
      return textNode(`'unnamed${number}'`);
    }
    this.expect('Ul');
    const levels = this.templates;
    const before = this.lambdaLevel;
    this.lambdaLevel = levels.length;
    this.templates = [...levels];
    const declared = this.templateDeclarations();
    const parameters = this.take('vE') ? [] : this.until('E', () => this.type());
    this.lambdaLevel = before;
    this.templates = levels;
    const number = this.match(/\d*/y);
    this.expect('_');
    return prefixNode((printing) => (printing.bare ? `'lambda${number}'` : `'lambda${number}'${declared.length > 0 ? argumentsText(declared, printing) : ''}(${printing.list(parameters)})`));
  }

  /** Parameters that a generic lambda declares by name: Ty, Tn, Tt, Tp, Tk. */
  private templateDeclarations(): Node[] {
    const declared: Node[] = [];
    const names: Node[] = [];
    const counts = { T: 0, N: 0, TT: 0 };
    const named = (kind: keyof typeof counts): Node => {
      const number = counts[kind]++;
      const name = textNode(`$${kind}${number === 0 ? '' : number - 1}`);
      names.push(name);
      return name;
    };
    while (/T[yntpk]/.test(this.look() + this.look(1))) {
      if (names.length === 0) this.templates = [...this.templates, names];
      declared.push(this.templateDeclaration(named));
    }
    return declared;
  }

  private templateDeclaration(named: (kind: 'T' | 'N' | 'TT') => Node): Node {
    return this.bounded(() => {
      if (this.take('Ty')) {
        const name = named('T');
        return prefixNode((printing) => `typename ${printing.text(name)}`);
      }
      if (this.take('Tk')) {
        const concept = this.name();
        const name = named('T');
        return prefixNode((printing) => `${printing.text(concept)} ${printing.text(name)}`);
      }
      if (this.take('Tn')) {
        const name = named('N');
        const type = this.type();
        return prefixNode((printing) => `${type.left(printing)}${type.right(printing) === '' ? ' ' : ''}${printing.text(name)}${type.right(printing)}`);
      }
      if (this.take('Tp')) {
        const pattern = this.templateDeclaration(named);
        return prefixNode((printing) => printing.text(pattern).replace(/ (\S+)$/, '... $1'));
      }
      this.expect('Tt');
      const name = named('TT');
      const inner = this.until('E', () => this.templateDeclaration(named));
      return prefixNode((printing) => `template${argumentsText(inner, printing)} typename ${printing.text(name)}`);
    });
  }

  /** S_, S<number>_, or a standard abbreviation (5.1.10). */
  protected substitution(): Node {
    this.expect('S');
    const standard = STANDARD[this.look()];
    if (standard) {
      this.at++;
      return this.standardName(...standard);
    }
    const digits = this.match(/[\dA-Z]*/y);
    this.expect('_');
    const node = this.substitutions[digits === '' ? 0 : parseInt(digits, 36) + 1];
    if (!node) throw new NotItanium();
    return node;
  }

  /** Tags make another name of it, and a constructor wants all of its arguments said. */
  private standardName(name: string, base: string): Node {
    const isConstructor = /[CD]/.test(this.look()) && /\d/.test(this.look(1));
    const plain = textNode((isConstructor ? EXPANDED[name] : undefined) ?? name, base);
    const tagged = this.withTags(plain);
    if (tagged !== plain) this.substitutions.push(tagged);
    return tagged;
  }

  /** T_, T<number>_, TL<level>__ */
  protected templateParameter(): Node {
    this.expect('T');
    const number = (): number => {
      const digits = this.match(/\d*/y);
      this.expect('_');
      return digits === '' ? 0 : Number(digits) + 1;
    };
    const level = this.take('L') ? number() + 1 : 0;
    const index = number();
    if (this.allowsForward && level === 0) return this.forwardParameter(index);
    const node = this.templates[level]?.[index];
    if (node) return node;
    if (this.lambdaLevel !== level || level > this.templates.length) throw new NotItanium();
    if (level === this.templates.length) this.templates = [...this.templates, null];
    return textNode('auto');
  }

  /** An argument made of the conversion itself would never end. */
  private forwardParameter(index: number): Node {
    return standIn(() => {
      const node = this.resolved[index];
      if (!node || ++this.forwardSteps > MAX_FORWARD_STEPS) throw new NotItanium();
      return node;
    });
  }

  /** I <template-arg>* E; those of a function's name are what T_ stands for. */
  protected templateArguments(counts: boolean): Node[] {
    this.expect('I');
    if (counts) {
      this.arguments = [];
      this.templates = [this.arguments];
      this.resolved = this.arguments;
    }
    const own = this.arguments;
    const args: Node[] = [];
    while (!this.take('E')) {
      const argument = this.templateArgument();
      args.push(argument);
      if (counts) own.push(argument.items ? parameterPack(argument.items) : argument);
      if (this.take('Q')) this.expression();
    }
    return args;
  }

  protected templateArgument(): Node {
    return this.bounded(() => {
      if (this.take('X')) {
        const expression = this.expression();
        this.expect('E');
        return expression;
      }
      if (this.take('J')) return argumentPack(this.until('E', () => this.templateArgument()));
      if (this.take('LZ')) {
        const encoding = this.encoding();
        this.expect('E');
        return encoding;
      }
      if (this.look() === 'L') return this.literal();
      if (/T[yntpk]/.test(this.look() + this.look(1))) {
        this.templateDeclaration(() => textNode(''));
        return this.templateArgument();
      }
      return this.type();
    });
  }
}
