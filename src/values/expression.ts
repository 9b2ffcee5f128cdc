import { ExpressionError } from './expression-error';
import { floatOfToken, integerOf, tokensOf, unquoted, type Token } from './tokens';

export type UnaryOperator = '-' | '!' | '~';
export type BinaryOperator = '||' | '&&' | '|' | '^' | '&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '<<' | '>>' | '+' | '-' | '*' | '/' | '%';

/** `offset` points at the operator or name that a failure would be about. */
export type Expression = { readonly offset: number } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly arrow: boolean }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'dereference'; readonly operand: Expression }
  | { readonly kind: 'address'; readonly operand: Expression }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
);

/** Loosest first. As in Rust, comparisons bind looser than bit operations: `flags & 4 == 4` means what it looks like. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>='], ['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const LEVEL = new Map<string, number>(LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)));

const MAX_NESTING = 100;
/** Long chains of operators nest as deeply as brackets do, once they are evaluated. */
const MAX_TOKENS = 1_000;

/**
 * binary = unary { operator unary };  unary = ("*" | "&" | "-" | "!" | "~") unary | postfix;
 * postfix = primary { "." name | "." number | "->" name | "[" binary "]" };
 * primary = name | number | text | character | "(" binary ")"
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
    const expression = this.binary(0);
    if (this.peek().kind !== 'end') throw this.error(`\`${this.peek().text}\` is not expected here`);
    if (this.tokens.length > MAX_TOKENS) throw new ExpressionError('the expression is too long', this.text, this.tokens[MAX_TOKENS]!.offset);
    return expression;
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
    if (kind !== 'sign' || !/^[*&\-!~]$/.test(text)) return this.postfix();
    this.next++;
    const operand = this.nested(() => this.unary());
    if (text === '*') return { kind: 'dereference', operand, offset };
    if (text === '&') return { kind: 'address', operand, offset };
    return { kind: 'unary', operator: text as UnaryOperator, operand, offset };
  }

  private postfix(): Expression {
    let object = this.primary();
    for (;;) {
      const { text, kind, offset } = this.peek();
      if (kind === 'sign' && (text === '.' || text === '->')) object = this.member(object, text === '->');
      else if (kind === 'sign' && text === '[') {
        this.next++;
        const index = this.nested(() => this.binary(0));
        this.expect(']');
        object = { kind: 'index', object, index, offset };
      } else return object;
    }
  }

  private member(object: Expression, arrow: boolean): Expression {
    this.next++;
    const token = this.peek();
    if (token.kind !== 'name' && (token.kind !== 'integer' || arrow)) throw this.error('a member name is expected here');
    this.next++;
    return { kind: 'member', object, name: token.text, arrow, offset: token.offset };
  }

  private primary(): Expression {
    const token = this.peek();
    const { kind, text, offset } = token;
    if (kind === 'end') throw this.error('the expression ends too early');
    this.next++;
    switch (kind) {
      case 'name':
        return { kind, name: text, offset };
      case 'integer':
        return { kind, value: integerOf(token), offset };
      case 'float':
        return { kind, value: floatOfToken(token), offset };
      case 'text':
        return { kind, value: unquoted(token), offset };
      case 'character':
        return { kind: 'integer', value: BigInt(unquoted(token).codePointAt(0)!), offset };
    }
    if (text !== '(') throw new ExpressionError(`\`${text}\` is not expected here`, this.text, offset);
    const inner = this.nested(() => this.binary(0));
    this.expect(')');
    return inner;
  }

  private nested(parse: () => Expression): Expression {
    if (++this.depth > MAX_NESTING) throw this.error('nested too deeply');
    const expression = parse();
    this.depth--;
    return expression;
  }

  private expect(sign: string): void {
    const { kind, text } = this.peek();
    if (kind !== 'sign' || text !== sign) throw this.error(`\`${sign}\` is expected here`);
    this.next++;
  }

  private peek(): Token {
    return this.tokens[this.next]!;
  }

  private error(reason: string): ExpressionError {
    return new ExpressionError(reason, this.text, this.peek().offset);
  }
}
