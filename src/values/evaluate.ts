import type { FrameState, Variable } from '../symbols/variable';
import { strip, type TypeInfo } from '../symbols/type-info';
import { ExpressionError, parseExpression, type Expression } from './expression';
import { memberNamed } from './formatters/layout';
import { standsForTarget } from './formatters/pointers';
import { activeVariant } from './formatters/rust';
import { Unavailable, storageOf } from './storage';
import { Value, heldValue, type ValueContext } from './value';
import { displayValue, partsOfValue, type ValueNode } from './value-node';

/** Everything that an expression may name: outermost first, so that the last of a name wins, as shadowing wants. */
export type Scope = readonly Variable[];

/** Evaluates and displays. Throws ExpressionError, which points at the character, where there is no answer. */
export async function evaluate(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<ValueNode> {
  const value = await valueOf(expression, scope, frame, context);
  return displayValue(expression.trim(), value);
}

/** The place that an expression names, for setting it, reading its memory, or comparing it. */
export function valueOf(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<Value> {
  return new Evaluation(expression, scope, frame, context).valueOf(parseExpression(expression));
}

const WORD: TypeInfo = { kind: 'base', name: 'long long', sizeBytes: 8, encoding: 'signed' };

class Evaluation {
  constructor(
    private readonly text: string,
    private readonly scope: Scope,
    private readonly frame: FrameState,
    private readonly context: ValueContext,
  ) {}

  /** What can't be had (optimised out, null, outside the memory) becomes an error at the part of the expression that asked. */
  async valueOf(expression: Expression): Promise<Value> {
    try {
      return await this.step(expression);
    } catch (error) {
      if (error instanceof Unavailable) throw this.error(error.message, expression);
      throw error;
    }
  }

  private async step(expression: Expression): Promise<Value> {
    switch (expression.kind) {
      case 'name':
        return this.variable(expression.name, expression);
      case 'number':
        return heldValue(WORD, expression.value, this.context);
      case 'member':
        return this.member(await this.valueOf(expression.object), expression);
      case 'index':
        return this.element(await this.valueOf(expression.object), expression);
      case 'dereference':
        return this.pointee(await this.valueOf(expression.operand), expression);
      case 'address':
        return this.addressOf(await this.valueOf(expression.operand), expression);
    }
  }

  private async variable(name: string, at: Expression): Promise<Value> {
    const variable = this.scope.findLast((candidate) => candidate.name === name) ?? this.unqualified(name);
    if (!variable) throw this.error(`no variable \`${name}\` is in scope here`, at);
    return new Value(variable.type, storageOf(await variable.resolve(this.frame), this.frame.memory), this.context);
  }

  /** A global by its last name, where only one has it. */
  private unqualified(name: string): Variable | undefined {
    const found = this.scope.filter((candidate) => candidate.name.endsWith(`::${name}`));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Members are found through pointers too, whichever sign one writes, as Rust does. */
  private async member(object: Value, expression: Extract<Expression, { kind: 'member' }>): Promise<Value> {
    const shape = object.shape;
    if (expression.arrow && shape.kind !== 'pointer') throw this.error(`\`->\` needs a pointer, and this is ${shape.name}`, expression);
    const target = await this.throughPointers(object);
    const fields = target.shape.kind === 'struct' && target.shape.variants ? (await activeVariant(target)).content : target;
    const name = /^\d/.test(expression.name) ? `__${expression.name}` : expression.name;
    const found = memberNamed(fields, name) ?? (await this.shownPart(fields, expression.name));
    if (!found) throw this.error(`\`${fields.type.name}\` has no member \`${expression.name}\``, expression);
    return found;
  }

  private async throughPointers(value: Value): Promise<Value> {
    let target = value;
    for (let step = 0; step < 8 && target.shape.kind === 'pointer'; step++) target = await target.pointee();
    return target;
  }

  /** What the value view shows under this name, such as the `value` of an Rc. */
  private async shownPart(value: Value, name: string): Promise<Value | undefined> {
    const parts = await partsOfValue(value);
    for (let index = 0; parts && index < Math.min(parts.count, 16); index++) {
      const part = await parts.part(index);
      if (part.name === name) return part.value;
    }
    return undefined;
  }

  private async element(object: Value, expression: Extract<Expression, { kind: 'index' }>): Promise<Value> {
    const index = await this.integer(expression.index);
    const shape = object.shape;
    if (shape.kind === 'pointer' && !standsForTarget(shape)) return object.pointee(index);
    if (shape.kind === 'array' && shape.counts[0] === null) return object.element(index);
    const container = await this.throughPointers(object);
    const parts = await partsOfValue(container);
    const first = parts && parts.count > 0 ? await parts.part(0) : undefined;
    if (!parts || (first && first.name !== '[0]')) throw this.error(`\`${container.type.name}\` has no elements`, expression);
    if (index < 0 || index >= parts.count) throw this.error(`index ${index} is out of range: there are ${parts.count} elements`, expression.index);
    return (await parts.part(index)).value;
  }

  private async integer(expression: Expression): Promise<number> {
    const value = await this.valueOf(expression);
    const shape = value.shape;
    if (shape.kind !== 'base' || shape.encoding === 'float' || shape.encoding === 'complex-float') throw this.error('an index must be an integer', expression);
    const bytes = await value.bytes();
    const unsigned = await value.unsigned();
    return Number(shape.encoding.startsWith('signed') ? BigInt.asIntN(bytes.length * 8, unsigned) : unsigned);
  }

  private pointee(pointer: Value, expression: Expression): Promise<Value> {
    const shape = pointer.shape;
    if (shape.kind !== 'pointer') throw this.error(`\`*\` needs a pointer, and this is ${shape.name}`, expression);
    const target = strip(shape.target);
    if (target.kind === 'function' || target.sizeBytes === null || target.kind === 'unknown') throw this.error(`\`${shape.name}\` points to nothing that has a value`, expression);
    return pointer.pointee();
  }

  private addressOf(value: Value, expression: Expression): Value {
    if (value.address === null) throw this.error('this has no address: it is not in memory', expression);
    const type: TypeInfo = { kind: 'pointer', name: `${value.type.name} *`, sizeBytes: value.address > 0xffff_ffff ? 8 : 4, flavour: 'pointer', target: value.type };
    return heldValue(type, BigInt(value.address), this.context);
  }

  private error(reason: string, at: Expression): ExpressionError {
    return new ExpressionError(reason, this.text, at.offset);
  }
}
