import type { Expression } from './expression';
import type { ExpressionError } from './expression-error';
import type { Names } from './names';
import type { Operand } from './typed-arithmetic';
import type { Value, ValueContext } from './value';

/** What the rules for one kind of expression ask of the evaluation that they are part of. */
export interface Evaluator {
  readonly names: Names;
  readonly context: ValueContext;
  valueOf(expression: Expression): Promise<Value>;
  /** The number that it is; `known`: where its value is had already. */
  operand(expression: Expression, known?: Value): Promise<Operand>;
  /** Whether a name means nothing here. */
  isUnknown(name: string): Promise<boolean>;
  /** What can't be had becomes an error at this part of the expression. */
  at<Result>(expression: Expression, work: () => Promise<Result>): Promise<Result>;
  error(reason: string, at: Expression): ExpressionError;
}
