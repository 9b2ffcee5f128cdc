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
