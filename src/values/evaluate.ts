import type { FrameState } from '../symbols/variable';
import { strip, type PointerType, type TypeInfo } from '../symbols/type-info';
import { NoResult, combine, isTrue, negate, type Scalar } from './arithmetic';
import { assignment, type Assignment } from './assign';
import { castTo } from './cast';
import { enumeratorNamed } from './enumerators';
import { parseExpression, type Expression } from './expression';
import { ExpressionError } from './expression-error';
import { partsOfValue, summaryOf, targetOf, textOf } from './ask-formatters';
import { findMember, throughPointers, throughReferences } from './find-member';
import { FrameNames, MemberNames, type Names, type Scope } from './names';
import { LIMITS } from '../base/limits';
import { standsForTarget } from './formatters/pointers';
import { activeVariant } from './formatters/rust/enums';
import { isSameNumber } from './scalar';
import { Unavailable } from './storage';
import { isAddress, scalarOf } from './scalar-of-value';
import { quoteCharacter } from './text';
import { typeByName } from './type-by-name';
import { typeText } from './type-text';
import { heldValue, type Parts, type Value, type ValueContext } from './value';
import { displayValue, type ValueNode } from './value-node';
import { booleanValue, floatValue, integerValue, textValue } from './results';

/** Evaluates and displays. Throws ExpressionError, which points at the character, where there is no answer. */
export async function evaluate(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<ValueNode> {
  const value = await valueOf(expression, scope, frame, context);
  return displayValue(expression.trim(), value);
}

/** Whether a condition holds: a number or a pointer that is not zero. */
export async function isFulfilled(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<boolean> {
  return new Evaluation(expression, new FrameNames(scope, frame, context), context).truth(parseExpression(expression));
}

/** What to write for `target` to become what the expression says; enumerators may be written by name. */
export async function assign(target: Value, expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<Assignment> {
  const name = expression.trim();
  const enumerator = target.shape.kind === 'enum' ? target.shape.enumerators.find((each) => each.name === name.slice(name.lastIndexOf(':') + 1)) : undefined;
  return assignment(target, enumerator ? heldValue(target.type, enumerator.value, context) : await valueOf(expression, scope, frame, context));
}

/** The place that an expression names, for setting it, reading its memory, or comparing it. */
export function valueOf(expression: string, scope: Scope, frame: FrameState, context: ValueContext = frame): Promise<Value> {
  return new Evaluation(expression, new FrameNames(scope, frame, context), context).valueOf(parseExpression(expression));
}

/** The same about a value: its members are the names, and `this`. */
export function valueWithin(subject: Value, expression: string, others?: ReadonlyMap<string, Value>): Promise<Value> {
  return new Evaluation(expression, new MemberNames(subject, others), subject.context).valueOf(parseExpression(expression));
}

/** Names that are values, unless the program has variables of these names. */
const CONSTANTS: Record<string, boolean | null> = { true: true, false: false, null: null, nullptr: null, NULL: null };

type Binary = Extract<Expression, { kind: 'binary' }>;

class Evaluation {
  constructor(
    private readonly text: string,
    private readonly names: Names,
    private readonly context: ValueContext,
  ) {}

  /** What can't be had (optimised out, null, outside the memory) becomes an error at the part of the expression that asked. */
  valueOf(expression: Expression): Promise<Value> {
    return this.at(expression, () => this.step(expression));
  }

  async truth(expression: Expression): Promise<boolean> {
    return isTrue(await this.scalar(expression));
  }

  private async at<Result>(expression: Expression, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Unavailable || error instanceof NoResult) throw this.error(error.message, expression);
      throw error;
    }
  }

  private async step(expression: Expression): Promise<Value> {
    switch (expression.kind) {
      case 'name':
        return this.variable(expression.name, expression);
      case 'integer':
        return integerValue(expression.value, this.context);
      case 'float':
        return floatValue(expression.value, this.context);
      case 'text':
        return textValue(expression.value, this.context);
      case 'member':
        return this.member(await this.valueOf(expression.object), expression);
      case 'index':
        return this.element(await this.valueOf(expression.object), expression);
      case 'dereference':
        return this.pointee(await this.valueOf(expression.operand), expression);
      case 'address':
        return this.addressOf(await this.valueOf(expression.operand), expression);
      case 'unary':
        return this.result(negate(expression.operator, await this.scalar(expression.operand)));
      case 'binary':
        return this.binary(expression);
      case 'conditional':
        return this.valueOf((await this.truth(expression.condition)) ? expression.yes : expression.no);
      case 'cast':
        return castTo(await throughReferences(await this.valueOf(expression.operand)), await this.typeNamed(expression.type, expression));
      case 'call':
        return this.call(expression);
      case 'sizeof':
        return integerValue(BigInt(await this.sizeOf(expression)), this.context);
      case 'range':
        throw this.error('a range stands in brackets, behind what it is of', expression);
    }
  }

  private async typeNamed(name: string, at: Expression): Promise<TypeInfo> {
    const type = await typeByName(name, this.context);
    if (!type) throw this.error(`there is no type \`${name}\``, at);
    return type;
  }

  /** `int(x)`. */
  private async call(expression: Extract<Expression, { kind: 'call' }>): Promise<Value> {
    const [operand, second] = expression.operands;
    const type = operand && !second ? await typeByName(expression.name, this.context) : undefined;
    if (!type) throw this.error(`\`${expression.name}\` is not called: expressions run nothing in the program`, expression);
    return castTo(await throughReferences(await this.valueOf(operand!)), type);
  }

  /** A variable's name hides a type's. */
  private async sizeOf(expression: Extract<Expression, { kind: 'sizeof' }>): Promise<number> {
    const { type, operand } = expression;
    const isVariable = operand !== null && (operand.kind !== 'name' || (await this.names.has(operand.name)));
    if (isVariable) return (await this.valueOf(operand)).sizeBytes;
    const named = await this.typeNamed(type ?? '', operand ?? expression);
    const size = strip(named).sizeBytes;
    if (size === null) throw new NoResult(`\`${type}\` has no size`);
    return size;
  }

  private async binary(expression: Binary): Promise<Value> {
    const { operator, left, right } = expression;
    if (operator === '&&') return this.result((await this.truth(left)) && (await this.truth(right)));
    if (operator === '||') return this.result((await this.truth(left)) || (await this.truth(right)));
    if (operator === '==' || operator === '!=') return this.result((await this.isEqual(expression)) === (operator === '=='));
    const pointer = operator === '+' || operator === '-' ? await this.movedPointer(expression) : undefined;
    return pointer ?? this.result(combine(operator, await this.scalar(left), await this.scalar(right)));
  }

  private result(value: Scalar | boolean): Value {
    if (typeof value === 'boolean') return booleanValue(value, this.context);
    return typeof value === 'bigint' ? integerValue(value, this.context) : floatValue(value, this.context);
  }

  /** Numbers by value, text by what it says, enumerations and Rust's variants also by name. */
  private async isEqual({ left, right }: Binary): Promise<boolean> {
    for (const [named, other] of [[left, right], [right, left]] as const) {
      const same = named.kind === 'name' && (await this.isUnknown(named.name)) ? await this.isNamed(await this.at(other, async () => throughReferences(await this.valueOf(other))), named) : undefined;
      if (same !== undefined) return same;
    }
    const [one, two] = [await this.valueOf(left), await this.valueOf(right)];
    const [oneText, twoText] = [await this.textOf(one, left), await this.textOf(two, right)];
    const isText = left.kind === 'text' || right.kind === 'text' || (oneText !== undefined && twoText !== undefined && !(isAddress(one) && isAddress(two)));
    if (isText) return oneText !== undefined && oneText === twoText;
    return combine('==', await this.scalar(left, one), await this.scalar(right, two)) === true;
  }

  private async isUnknown(name: string): Promise<boolean> {
    return !(name in CONSTANTS) && !(await this.names.has(name));
  }

  /** undefined: no value of this type has such a name. */
  private async isNamed(value: Value, { name, offset }: Extract<Expression, { kind: 'name' }>): Promise<boolean | undefined> {
    const last = name.slice(name.lastIndexOf(':') + 1);
    const shape = value.shape;
    const names = shape.kind === 'enum' ? shape.enumerators : shape.kind === 'struct' ? (shape.variants?.variants ?? []) : [];
    if (!names.some((each) => each.name === last)) return undefined;
    if (shape.kind === 'struct') return (await activeVariant(value)).variant.name === last;
    const meant = shape.kind === 'enum' ? shape.enumerators.find((each) => each.name === last) : undefined;
    return meant !== undefined && isSameNumber(meant.value, await this.at({ kind: 'name', name, offset }, () => value.unsigned()), value.sizeBytes);
  }

  /** Text longer than is shown is compared by what is shown of it. A null pointer says nothing. */
  private async textOf(value: Value, at: Expression): Promise<string | undefined> {
    return this.at(at, async () => {
      const target = await throughReferences(value);
      if (target.shape.kind === 'pointer' && (await target.number()) === 0) return undefined;
      return (await textOf(target))?.text;
    });
  }

  private scalar(expression: Expression, known?: Value): Promise<Scalar> {
    return this.at(expression, async () => scalarOf(await throughReferences(known ?? (await this.valueOf(expression)))));
  }

  /** Pointers move by elements, as in C. undefined where neither side is a pointer to something. */
  private async movedPointer({ operator, left, right }: Binary): Promise<Value | undefined> {
    const pointer = await this.valueOf(left);
    const shape = pointer.shape;
    if (shape.kind !== 'pointer' || standsForTarget(shape)) return undefined;
    const count = await this.scalar(right);
    if (typeof count !== 'bigint') throw this.error('a pointer moves by whole elements', right);
    const size = BigInt(strip(shape.target).sizeBytes ?? 1);
    return heldValue(pointer.type, (await pointer.unsigned()) + (operator === '+' ? count : -count) * size, this.context);
  }

  private async variable(name: string, at: Expression): Promise<Value> {
    if (await this.names.has(name)) return this.names.value(name);
    const constant = CONSTANTS[name];
    const enumerator = constant === undefined ? await enumeratorNamed(name, this.names.types(), this.context) : undefined;
    if (enumerator) return enumerator;
    if (constant === undefined) throw this.error(`no variable \`${name}\` is in scope here`, at);
    return constant === null ? integerValue(0n, this.context) : booleanValue(constant, this.context);
  }

  /** Members are found through pointers too, whichever sign one writes, as Rust does. */
  private async member(object: Value, expression: Extract<Expression, { kind: 'member' }>): Promise<Value> {
    const shape = object.shape;
    if (expression.arrow && shape.kind !== 'pointer' && !(await targetOf(object))) throw this.error(`\`->\` needs a pointer, and this is ${shape.name}`, expression);
    const found = await findMember(object, expression.name);
    if (!found) throw this.error(`\`${typeText((await throughPointers(object)).type)}\` has no member \`${expression.name}\``, expression);
    return found;
  }

  private async element(object: Value, expression: Extract<Expression, { kind: 'index' }>): Promise<Value> {
    const shape = object.shape;
    const container = await throughReferences(object);
    if (expression.index.kind === 'range') return this.slice(container, expression.index);
    if (container.shape.kind === 'pointer' && !standsForTarget(container.shape)) return container.pointee(await this.integer(expression.index));
    if (shape.kind === 'array' && shape.counts[0] === null) return object.element(await this.integer(expression.index));
    const parts = await partsOfValue(container);
    if (parts?.keyed) return this.entry(parts, expression);
    const index = await this.integer(expression.index);
    const first = parts && parts.count > 0 ? await parts.part(0) : undefined;
    if (!parts || (first && first.name !== '[0]')) throw this.error(`\`${container.type.name}\` has no elements`, expression);
    if (index < 0 || index >= parts.count) throw this.error(`index ${index} is out of range: there are ${parts.count} elements`, expression.index);
    return (await parts.part(index)).value;
  }

  /** Elements that stand one behind another, as an array of them. */
  private async slice(container: Value, range: Extract<Expression, { kind: 'range' }>): Promise<Value> {
    const pointer = container.shape.kind === 'pointer' && !standsForTarget(container.shape);
    const parts = pointer ? null : await partsOfValue(container);
    if (!pointer && (!parts || parts.keyed)) throw this.error(`\`${typeText(container.type)}\` has no elements`, range);
    const from = range.from ? await this.integer(range.from) : 0;
    if (!range.to && !parts) throw this.error('a pointer does not say where the end is', range);
    const to = range.to ? (await this.integer(range.to)) + (range.inclusive ? 1 : 0) : parts!.count;
    if (!(from <= to) || (parts && (from < 0 || to > parts.count))) throw this.error(`the range is not within ${parts?.count ?? 'any'} elements`, range);
    const count = to - from;
    const at = async (index: number): Promise<Value> => (parts ? (await parts.part(index)).value : container.pointee(index));
    if (count === 0) return (parts ? container : await at(from)).as(arrayType(parts ? container.type : (container.shape as PointerType).target, 0));
    const [first, last] = [await at(from), await at(to - 1)];
    const size = first.sizeBytes;
    if (parts && first.address !== null && last.address !== first.address + (count - 1) * size) throw this.error('these elements do not stand one behind another', range);
    return first.as(arrayType(first.type, count));
  }

  /** Of a map: keys are compared by what is shown of them. */
  private async entry(parts: Parts, { index: key }: Extract<Expression, { kind: 'index' }>): Promise<Value> {
    const names = await this.shownKeys(key);
    const searched = Math.min(parts.count, LIMITS.values.searchedKeys);
    for (let index = 0; index < searched; index++) {
      const part = await parts.part(index);
      if (names.includes(part.name)) return part.value;
    }
    throw this.error(searched < parts.count ? `not among the first ${searched} keys` : 'there is no such key', key);
  }

  /** `'x'` is a number here, and a letter there; an enumerator's name is none of a variable. */
  private async shownKeys(key: Expression): Promise<string[]> {
    if (key.kind === 'name' && (await this.isUnknown(key.name))) return [`[${key.name.slice(key.name.lastIndexOf(':') + 1)}]`];
    const shown = await summaryOf(await throughReferences(await this.valueOf(key)));
    return [`[${shown}]`, ...(key.kind === 'integer' && key.value <= 0x10ffffn ? [`[${quoteCharacter(Number(key.value))}]`] : [])];
  }

  private async integer(expression: Expression): Promise<number> {
    const value = await this.scalar(expression);
    if (typeof value !== 'bigint') throw this.error('an index must be an integer', expression);
    return Number(value);
  }

  private async pointee(pointer: Value, expression: Expression): Promise<Value> {
    const shape = pointer.shape;
    const meant = shape.kind === 'pointer' ? undefined : await targetOf(pointer);
    if (meant) return meant.shape.kind === 'pointer' && !standsForTarget(meant.shape) ? this.pointee(meant, expression) : meant;
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

function arrayType(element: TypeInfo, count: number): TypeInfo {
  return { kind: 'array', name: `${element.name}[${count}]`, sizeBytes: count * (strip(element).sizeBytes ?? 0), element, counts: [count] };
}
