import { ExpressionError } from './expression-error';
import { isCertainlyType, typeAt } from './type-syntax';
import { floatOfToken, integerOf, octalOf, suffixOf, tokensOf, unquoted, type Token } from './tokens';

export type UnaryOperator = '-' | '!' | '~';
export type BinaryOperator = '||' | '&&' | '|' | '^' | '&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '<<' | '>>' | '+' | '-' | '*' | '/' | '%';

/** `offset` points at the operator or name that a failure would be about. */
export type Expression = { readonly offset: number } & (
  | { readonly kind: 'name'; readonly name: string }
  /** `suffix` as written, `'` for a character. `octal`: what it is where a leading zero says so, as in C. */
  | { readonly kind: 'integer'; readonly value: bigint; readonly suffix: string; readonly isDecimal: boolean; readonly octal?: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly arrow: boolean }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'dereference'; readonly operand: Expression }
  | { readonly kind: 'address'; readonly operand: Expression }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'conditional'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  /** Only as an index; a side that is left out is the beginning or the end. */
  | { readonly kind: 'range'; readonly from: Expression | null; readonly to: Expression | null; readonly inclusive: boolean }
  /** `reinterprets`: the bits as they are, where other casts move pointers within objects. */
  | { readonly kind: 'cast'; readonly type: string; readonly operand: Expression; readonly reinterprets?: boolean }
  /** `vec.len()`: what the debugger knows without running the program. */
  | { readonly kind: 'method'; readonly object: Expression; readonly name: string; readonly operands: readonly Expression[] }
  /** `int(x)` is a cast, and everything else of this form would run the program. */
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  /** What stands in the brackets may be a type, an expression, or either. */
  | { readonly kind: 'sizeof'; readonly type: string | null; readonly operand: Expression | null }
);

/** Loosest first. As in Rust, comparisons bind looser than bit operations: `flags & 4 == 4` means what it looks like. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const LEVEL = new Map<string, number>(LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)));

const CASTS = new Set(['static_cast', 'reinterpret_cast', 'const_cast', 'dynamic_cast']);
const PREFIXES = new Set(['*', '&', '-', '!', '~', '(']);
/** What cannot follow an expression in brackets: then they hold a type. */
const startsOperand = ({ kind, text }: Token): boolean => (kind === 'name' ? text !== 'as' : kind === 'integer' || kind === 'float' || kind === 'character' || text === '!' || text === '~');

const MAX_NESTING = 100;
/** Long chains of operators nest as deeply as brackets do, once they are evaluated. */
const MAX_TOKENS = 1_000;

/**
 * expression = binary [ "?" expression ":" expression ];  binary = unary { operator unary };
 * unary = ("*" | "&" | "-" | "!" | "~") unary | "(" type ")" unary | "sizeof" ( unary | "(" type ")" ) | postfix { "as" type };
 * postfix = primary { "." name [ "(" … ")" ] | "." number | "->" name | "[" index "]" };  index = expression | [binary] (".." | "..=") [binary];
 * primary = name | number | text | character | "(" expression ")" | ("static_cast" | …) "<" type ">" "(" expression ")" | name "(" [expression {"," expression}] ")"
 */
export function parseExpression(text: string): Expression {
  return new Parser(text).whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  whole(): Expression {
    const expression = this.expression();
    if (this.peek().kind !== 'end') throw this.error(`\`${this.peek().text}\` is not expected here`);
    if (this.tokens.length > MAX_TOKENS) throw new ExpressionError('the expression is too long', this.text, this.tokens[MAX_TOKENS]!.offset);
    return expression;
  }

  private expression(): Expression {
    const condition = this.binary(0);
    const { offset } = this.peek();
    if (!this.accept('?')) return condition;
    const yes = this.nested(() => this.expression());
    this.expect(':');
    return { kind: 'conditional', condition, yes, no: this.nested(() => this.expression()), offset };
  }

  private binary(loosest: number): Expression {
    let left = this.unary();
    for (;;) {
      const { kind, text, offset } = this.peek();
      const level = kind === 'sign' ? LEVEL.get(text) : undefined;
      if (level === undefined || level < loosest) return left;
      this.next++;
      left = { kind: 'binary', operator: text as BinaryOperator, left, right: this.binary(level + 1), offset };
    }
  }

  private unary(): Expression {
    const { kind, text, offset } = this.peek();
    if (kind === 'name' && text === 'sizeof') return this.sizeOf();
    const cast = kind === 'sign' && text === '(' ? this.cast() : undefined;
    if (cast) return cast;
    if (kind !== 'sign' || !/^[*&\-!~]$/.test(text)) return this.converted();
    this.next++;
    const operand = this.nested(() => this.unary());
    if (text === '*') return { kind: 'dereference', operand, offset };
    if (text === '&') return { kind: 'address', operand, offset };
    return { kind: 'unary', operator: text as UnaryOperator, operand, offset };
  }

  /** C's `(T)x`, where the brackets can hold nothing else. */
  private cast(): Expression | undefined {
    const start = this.next;
    const { offset } = this.peek();
    this.next++;
    const type = typeAt(this.text, this.tokens, this.next);
    const after = type && this.tokens[type.next]?.text === ')' ? this.tokens[type.next + 1] : undefined;
    if (!type || !after || !(startsOperand(after) || (isCertainlyType(type.text) && PREFIXES.has(after.text)))) {
      this.next = start;
      return undefined;
    }
    this.next = type.next + 1;
    return { kind: 'cast', type: type.text, operand: this.nested(() => this.unary()), offset };
  }

  private sizeOf(): Expression {
    const { offset } = this.peek();
    this.next++;
    const type = this.peek().text === '(' ? typeAt(this.text, this.tokens, this.next + 1) : undefined;
    if (!type || this.tokens[type.next]?.text !== ')') return { kind: 'sizeof', type: null, operand: this.nested(() => this.unary()), offset };
    const start = this.next;
    const isOneName = /^[\w:$]+$/.test(type.text);
    const operand = isOneName ? this.nested(() => this.unary()) : null;
    if (!operand) this.next = type.next + 1;
    return { kind: 'sizeof', type: this.next === type.next + 1 && start < this.next ? type.text : null, operand, offset };
  }

  /** Rust's `x as T`. */
  private converted(): Expression {
    let operand = this.postfix();
    for (let token = this.peek(); token.kind === 'name' && token.text === 'as'; token = this.peek()) {
      const type = typeAt(this.text, this.tokens, this.next + 1);
      this.next++;
      if (!type) throw this.error('a type is expected here');
      this.next = type.next;
      operand = { kind: 'cast', type: type.text, operand, offset: token.offset };
    }
    return operand;
  }

  private postfix(): Expression {
    let object = this.primary();
    for (;;) {
      const { text, kind, offset } = this.peek();
      if (kind === 'sign' && (text === '.' || text === '->')) object = this.member(object, text === '->');
      else if (kind === 'sign' && text === '[') {
        this.next++;
        const index = this.nested(() => this.index());
        this.expect(']');
        object = { kind: 'index', object, index, offset };
      } else return object;
    }
  }

  private index(): Expression {
    const isRange = (): boolean => this.peek().text === '..' || this.peek().text === '..=';
    const from = isRange() ? null : this.expression();
    if (!isRange()) return from!;
    const { text, offset } = this.peek();
    this.next++;
    const to = this.peek().text === ']' ? null : this.binary(0);
    return { kind: 'range', from, to, inclusive: text === '..=', offset };
  }

  private member(object: Expression, arrow: boolean): Expression {
    this.next++;
    const token = this.peek();
    if (token.kind !== 'name' && (token.kind !== 'integer' || arrow)) throw this.error('a member name is expected here');
    this.next++;
    if (token.kind === 'name' && this.accept('(')) return { kind: 'method', object, name: token.text, operands: this.operands(), offset: token.offset };
    return { kind: 'member', object, name: token.text, arrow, offset: token.offset };
  }

  private primary(): Expression {
    const token = this.peek();
    const { kind, text, offset } = token;
    if (kind === 'end') throw this.error('the expression ends too early');
    this.next++;
    switch (kind) {
      case 'name':
        return this.named(text, offset);
      case 'integer':
        return { kind, value: integerOf(token), suffix: suffixOf(token), isDecimal: /^[1-9]/.test(text), ...octalOf(token), offset };
      case 'float':
        return { kind, value: floatOfToken(token), offset };
      case 'text':
        return { kind, value: unquoted(token), offset };
      case 'character':
        return { kind: 'integer', value: BigInt(unquoted(token).codePointAt(0)!), suffix: text.startsWith('b') ? 'u8' : "'", isDecimal: true, offset };
    }
    if (text !== '(') throw new ExpressionError(`\`${text}\` is not expected here`, this.text, offset);
    const inner = this.nested(() => this.expression());
    this.expect(')');
    return inner;
  }

  private named(name: string, offset: number): Expression {
    const type = CASTS.has(name) && this.peek().text === '<' ? typeAt(this.text, this.tokens, this.next + 1) : undefined;
    if (type) {
      this.next = type.next;
      this.expect('>');
      this.expect('(');
      const operand = this.nested(() => this.expression());
      this.expect(')');
      return { kind: 'cast', type: type.text, operand, reinterprets: name === 'reinterpret_cast', offset };
    }
    const owner = this.peek().text === '<' ? typeAt(this.text, this.tokens, this.next - 1) : undefined;
    const member = owner && this.tokens[owner.next];
    if (owner && member?.kind === 'name' && member.text.startsWith('::')) {
      this.next = owner.next + 1;
      return { kind: 'name', name: owner.text + member.text, offset };
    }
    if (!this.accept('(')) return { kind: 'name', name, offset };
    return { kind: 'call', name, operands: this.operands(), offset };
  }

  private operands(): Expression[] {
    const operands: Expression[] = [];
    while (!this.accept(')')) {
      if (operands.length > 0) this.expect(',');
      operands.push(this.nested(() => this.expression()));
    }
    return operands;
  }

  private accept(sign: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'sign' || text !== sign) return false;
    this.next++;
    return true;
  }

  private nested(parse: () => Expression): Expression {
    if (++this.depth > MAX_NESTING) throw this.error('nested too deeply');
    const expression = parse();
    this.depth--;
    return expression;
  }

  private expect(sign: string): void {
    if (!this.accept(sign)) throw this.error(`\`${sign}\` is expected here`);
  }

  private peek(): Token {
    return this.tokens[this.next]!;
  }

  private error(reason: string): ExpressionError {
    return new ExpressionError(reason, this.text, this.peek().offset);
  }
}
