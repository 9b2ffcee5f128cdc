import type { FrameState } from '../symbols/variable';
import { assignment, type Assignment } from './assign';
import { Evaluation } from './evaluation';
import { parseExpression } from './expression';
import { FrameNames, MemberNames, type Scope } from './names';
import type { ProgramCalls } from './program-calls';
import type { Value, ValueContext } from './value';
import { displayValue, type ValueNode } from './value-node';

/** Evaluates and displays. Throws ExpressionError, which points at the character, where there is no answer. `calls`: what it may run. */
export async function evaluate(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame, calls?: ProgramCalls): Promise<ValueNode> {
  const value = await new Evaluation(expression, new FrameNames(scope, frame, context), context, calls).valueOf(parseExpression(expression));
  return displayValue(expression.trim(), value);
}

/** Whether a condition holds: a number or a pointer that is not zero. */
export async function isFulfilled(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<boolean> {
  return new Evaluation(expression, new FrameNames(scope, frame, context), context).truth(parseExpression(expression));
}

/** What to write for `target` to become what the expression says; enumerators may be written by name. */
export async function assign(target: Value, expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame, calls?: ProgramCalls): Promise<Assignment> {
  const evaluation = new Evaluation(expression, new FrameNames(scope, frame, context), context, calls);
  const parsed = parseExpression(expression);
  return evaluation.at(parsed, async () => assignment(target, parsed, evaluation));
}

/** The place that an expression names, for setting it, reading its memory, or comparing it. */
export async function valueOf(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<Value> {
  return new Evaluation(expression, new FrameNames(scope, frame, context), context).valueOf(parseExpression(expression));
}

/** The same about a value: its members are the names, and `this`. */
export async function valueWithin(subject: Value, expression: string, others?: ReadonlyMap<string, Value>): Promise<Value> {
  return new Evaluation(expression, new MemberNames(subject, others), subject.context).valueOf(parseExpression(expression));
}
