import { UserError } from '../base/user-error';

/** A mistake in an expression. `offset` is the character (from 0) of `expression` that it is about. */
export class ExpressionError extends UserError {
  constructor(
    readonly reason: string,
    readonly expression: string,
    readonly offset: number,
  ) {
    super(`${reason} (character ${offset + 1} of \`${expression}\`)`);
  }
}

/** `offset` points at the operator or name that a failure would be about. */
export type Expression = { readonly offset: number } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string; readonly arrow: boolean }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'dereference'; readonly operand: Expression }
  | { readonly kind: 'address'; readonly operand: Expression }
);

interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

/** Names may be paths (`ns::x`) and hold what compilers put into names (`self`, `__0`, `$tmp`). */
const TOKEN = /\s*(?:([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*(?:::[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)*)|(0[xX][\da-fA-F]+|\d+)|(->|[.[\]()*&]))/y;

const MAX_NESTING = 100;

/** unary = ("*" | "&") unary | postfix;  postfix = primary { "." name | "." number | "->" name | "[" unary "]" } */
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
    const expression = this.unary();
    if (this.peek().kind !== 'end') throw this.error(`\`${this.peek().text}\` is not expected here`);
    return expression;
  }

  private unary(): Expression {
    const { text, offset } = this.peek();
    if (text !== '*' && text !== '&') return this.postfix();
    this.next++;
    const operand = this.nested(() => this.unary());
    return { kind: text === '*' ? 'dereference' : 'address', operand, offset };
  }

  private postfix(): Expression {
    let object = this.primary();
    for (;;) {
      const { text, offset } = this.peek();
      if (text === '.' || text === '->') object = this.member(object, text === '->');
      else if (text === '[') {
        this.next++;
        const index = this.nested(() => this.unary());
        this.expect(']');
        object = { kind: 'index', object, index, offset };
      } else return object;
    }
  }

  private member(object: Expression, arrow: boolean): Expression {
    this.next++;
    const token = this.peek();
    if (token.kind !== 'name' && (token.kind !== 'number' || arrow)) throw this.error('a member name is expected here');
    this.next++;
    return { kind: 'member', object, name: token.text, arrow, offset: token.offset };
  }

  private primary(): Expression {
    const { kind, text, offset } = this.peek();
    if (kind === 'end') throw this.error('the expression ends too early');
    this.next++;
    if (kind === 'name') return { kind: 'name', name: text, offset };
    if (kind === 'number') return { kind: 'number', value: BigInt(text), offset };
    if (text !== '(') throw new ExpressionError(`\`${text}\` is not expected here`, this.text, offset);
    const inner = this.nested(() => this.unary());
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
    if (this.peek().text !== sign) throw this.error(`\`${sign}\` is expected here`);
    this.next++;
  }

  private peek(): Token {
    return this.tokens[this.next]!;
  }

  private error(reason: string): ExpressionError {
    return new ExpressionError(reason, this.text, this.peek().offset);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      const at = start + /^\s*/.exec(text.slice(start))![0].length;
      throw new ExpressionError(`\`${String.fromCodePoint(text.codePointAt(at)!)}\` is not understood here`, text, at);
    }
    const kind = match[1] !== undefined ? 'name' : match[2] !== undefined ? 'number' : 'sign';
    const word = (match[1] ?? match[2] ?? match[3])!;
    tokens.push({ kind, text: word, offset: TOKEN.lastIndex - word.length });
  }
  tokens.push({ kind: 'end', text: 'end', offset: end });
  return tokens;
}
