import type { SourceLanguage } from '../symbols/module-symbols';
import type { FrameState } from '../symbols/variable';
import { strip, type PointerType, type TypeInfo } from '../symbols/type-info';
import { NoResult, isTrue, type Scalar } from './arithmetic';
import { assignment, type Assignment } from './assign';
import { castTo } from './cast';
import { enumeratorNamed } from './enumerators';
import { parseExpression, type Expression } from './expression';
import { ExpressionError } from './expression-error';
import { partsOfValue, summaryOf, targetOf, textOf } from './ask-formatters';
import { findMember, throughPointers, throughReferences } from './find-member';
import { FrameNames, MemberNames, type Names, type Scope } from './names';
import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { sequence } from './formatters/formatter';
import { standsForTarget } from './formatters/pointers';
import { activeVariant } from './formatters/rust/enums';
import { answerTo } from './known-methods';
import { floatBytes, isSameNumber } from './scalar';
import { HeldBytes, Unavailable } from './storage';
import { isAddress, scalarOf } from './scalar-of-value';
import { quoteCharacter } from './text';
import { pointerTo, typeByName } from './type-by-name';
import { typeText } from './type-text';
import { applyUnary, arithmeticOf, literalType, operandOf, sizeType, type Computed, type Operand } from './typed-arithmetic';
import { Value, elementOf, heldValue, type Parts, type ValueContext } from './value';
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
        return this.result({ scalar: expression.value, type: literalType(expression.value, expression.suffix, expression.isDecimal, this.context.language) });
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
        return this.result(applyUnary(expression.operator, await this.operand(expression.operand), this.context.language));
      case 'binary':
        return this.binary(expression);
      case 'conditional':
        return this.valueOf((await this.truth(expression.condition)) ? expression.yes : expression.no);
      case 'cast':
        return castTo(await throughReferences(await this.valueOf(expression.operand)), await this.typeNamed(expression.type, expression));
      case 'call':
        return this.call(expression);
      case 'method':
        return this.method(expression);
      case 'sizeof':
        return this.size(await this.sizeOf(expression));
      case 'range':
        throw this.error('a range stands in brackets, behind what it is of', expression);
    }
  }

  private async typeNamed(name: string, at: Expression): Promise<TypeInfo> {
    const type = await typeByName(name, this.context, true);
    if (!type) throw this.error(`there is no type \`${name}\``, at);
    return type;
  }

  /** `int(x)`. */
  private async call(expression: Extract<Expression, { kind: 'call' }>): Promise<Value> {
    const [operand, second] = expression.operands;
    const type = operand && !second ? await typeByName(expression.name, this.context, true) : undefined;
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
    const { context } = this;
    if (operator === '&&') return booleanValue((await this.truth(left)) && (await this.truth(right)), context);
    if (operator === '||') return booleanValue((await this.truth(left)) || (await this.truth(right)), context);
    if (operator === '==' || operator === '!=') return booleanValue((await this.isEqual(expression)) === (operator === '=='), context);
    const [one, two] = [await this.valueOf(left), await this.valueOf(right)];
    const ordered = ORDERS[operator] ? await this.textOrder(expression, one, two) : undefined;
    if (ordered !== undefined) return booleanValue(ORDERS[operator]!(ordered), context);
    const pointer = operator === '+' || operator === '-' ? await this.movedPointer(expression, one, two) : undefined;
    const compared = ORDERS[operator] ? decayed : (value: Value): Value => value;
    return pointer ?? this.result(arithmeticOf(context.language)(operator, await this.operand(left, compared(one)), await this.operand(right, compared(two))));
  }

  private result({ scalar, type }: Computed): Value {
    const { context } = this;
    if (typeof scalar === 'boolean') return booleanValue(scalar, context);
    if (type?.encoding === 'float') return new Value(type, new HeldBytes(floatBytes(Number(scalar), type.sizeBytes!)!), context);
    if (typeof scalar === 'number') return floatValue(scalar, context);
    return type ? heldValue(type, scalar, context) : integerValue(scalar, context);
  }

  private size(count: number): Value {
    return heldValue(sizeType(this.context.language), BigInt(count), this.context);
  }

  private async operand(expression: Expression, known?: Value): Promise<Operand> {
    return this.at(expression, async () => {
      const value = await throughReferences(known ?? (await this.valueOf(expression)));
      return operandOf(value, await scalarOf(value), isLiteral(expression));
    });
  }

  /** `vec.len() > 3`, `name.empty()`: answered from what is shown of the value. */
  private async method(expression: Extract<Expression, { kind: 'method' }>): Promise<Value> {
    const { name, operands } = expression;
    const object = await this.valueOf(expression.object);
    const answer = operands.length === 0 ? await this.at(expression, () => answerTo(name, object)) : undefined;
    if (answer === undefined) throw this.error(`\`${name}\` is not called: expressions run nothing in the program`, expression);
    return typeof answer === 'number' ? this.size(answer) : answer instanceof Value ? answer : booleanValue(answer, this.context);
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
    return arithmeticOf(this.context.language)('==', await this.operand(left, one), await this.operand(right, two)).scalar === true;
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

  /** Below zero: the left text comes first, by the codes of its characters. undefined where not both are text. */
  private async textOrder({ left, right }: Binary, one: Value, two: Value): Promise<number | undefined> {
    if ((isAddress(one) && isAddress(two)) || one.shape.kind === 'base' || two.shape.kind === 'base') return undefined;
    const [oneText, twoText] = [await this.textOf(one, left), await this.textOf(two, right)];
    return oneText === undefined || twoText === undefined ? undefined : compareTexts(oneText, twoText);
  }

  private async scalar(expression: Expression): Promise<Scalar> {
    return (await this.operand(expression)).scalar;
  }

  /** Pointers move by elements, as in C. undefined where neither side is a pointer to something. */
  private async movedPointer({ operator, left, right }: Binary, first: Value, second: Value): Promise<Value | undefined> {
    const [one, two] = [decayed(await throughReferences(first)), decayed(await throughReferences(second))];
    const [pointer, other] = isMovable(one) ? [one, two] : operator === '+' ? [two, one] : [];
    if (!pointer || !isMovable(pointer)) return undefined;
    const size = BigInt(strip(pointer.shape.target).sizeBytes ?? 1) || 1n;
    if (operator === '-' && isMovable(other!)) return heldValue(DISTANCE, ((await pointer.unsigned()) - (await other.unsigned())) / size, this.context);
    const { scalar: count } = await this.operand(pointer === one ? right : left, other);
    if (typeof count !== 'bigint') throw this.error('a pointer moves by whole elements', right);
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
    if (expression.arrow && shape.kind !== 'pointer' && !(await targetOf(object))) throw this.error(`\`->\` needs a pointer, and this is ${typeText(shape)}`, expression);
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
    const parts = (await partsOfValue(container)) ?? (await unitsOf(container));
    if (parts?.keyed) return this.entry(parts, expression);
    const index = await this.integer(expression.index);
    const first = parts && parts.count > 0 ? await parts.part(0) : undefined;
    if (!parts || (first && first.name !== '[0]')) throw this.error(`\`${typeText(container.type)}\` has no elements`, expression);
    if (index < 0 || index >= parts.count) throw this.error(`index ${index} is out of range: there are ${parts.count} elements`, expression.index);
    return (await parts.part(index)).value;
  }

  /** Elements that stand one behind another, as an array of them. */
  private async slice(container: Value, range: Extract<Expression, { kind: 'range' }>): Promise<Value> {
    const pointer = container.shape.kind === 'pointer' && !standsForTarget(container.shape);
    const elements = pointer ? null : await partsOfValue(container);
    const parts = elements ?? (pointer ? null : await unitsOf(container));
    const isText = parts !== null && elements === null;
    if (!pointer && (!parts || parts.keyed)) throw this.error(`\`${typeText(container.type)}\` has no elements`, range);
    const from = range.from ? await this.integer(range.from) : 0;
    if (!range.to && !parts) throw this.error('a pointer does not say where the end is', range);
    const to = range.to ? (await this.integer(range.to)) + (range.inclusive ? 1 : 0) : parts!.count;
    if (!(from <= to) || (parts && (from < 0 || to > parts.count))) throw this.error(`the range is not within ${parts?.count ?? 'any'} elements`, range);
    const count = to - from;
    const at = async (index: number): Promise<Value> => (parts ? (await parts.part(index)).value : container.pointee(index));
    if (count === 0) return (parts ? container : await at(from)).as(arrayType(parts ? container.type : (container.shape as PointerType).target, 0, this.context.language));
    const [first, last] = [await at(from), await at(to - 1)];
    const size = first.sizeBytes;
    if (parts && first.address !== null && last.address !== first.address + (count - 1) * size) throw this.error('these elements do not stand one behind another', range);
    if (isText && size === 1) return textValue(decodeUtf8(await first.storage.read(0, count)), this.context);
    return first.as(arrayType(first.type, count, this.context.language));
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
    return [`[${shown}]`, ...(key.kind === 'integer' && key.value <= 0x10ffffn ? [`[${quoteCharacter(Number(key.value))}]`, `[${key.value}]`, `[${key.value} ${quoteCharacter(Number(key.value))}]`] : [])];
  }

  private async integer(expression: Expression): Promise<number> {
    const value = await this.scalar(expression);
    if (typeof value !== 'bigint') throw this.error('an index must be an integer', expression);
    return Number(value);
  }

  private async pointee(pointer: Value, expression: Expression): Promise<Value> {
    const shape = pointer.shape;
    if (shape.kind === 'array') return pointer.element(0);
    const meant = shape.kind === 'pointer' ? undefined : await targetOf(pointer);
    if (meant) return meant.shape.kind === 'pointer' && !standsForTarget(meant.shape) ? this.pointee(meant, expression) : meant;
    if (shape.kind !== 'pointer') throw this.error(`\`*\` needs a pointer, and this is ${typeText(shape)}`, expression);
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

/** The distance between two pointers, in elements. */
const DISTANCE: TypeInfo = { kind: 'base', name: 'int', sizeBytes: 4, encoding: 'signed' };

const ORDERS: Partial<Record<string, (order: number) => boolean>> = { '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0 };

/** As UTF-8 and UTF-32 order them. */
function compareTexts(one: string, two: string): number {
  const [left, right] = [[...one], [...two]];
  const at = left.findIndex((character, index) => character !== right[index]);
  return at < 0 ? left.length - right.length : (left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1));
}

/** Without a type of its own: `3`, `-3`, `1 << 4`. */
function isLiteral(expression: Expression): boolean {
  switch (expression.kind) {
    case 'integer':
      return expression.suffix === '';
    case 'float':
      return true;
    case 'unary':
      return isLiteral(expression.operand);
    case 'binary':
      return isLiteral(expression.left) && isLiteral(expression.right);
    default:
      return false;
  }
}

/** C's arrays are pointers to their first elements wherever one computes with them. */
function decayed(value: Value): Value {
  const shape = value.shape;
  if (shape.kind !== 'array' || value.address === null) return value;
  const { type } = elementOf(shape);
  return heldValue(pointerTo(type), BigInt(value.address), value.context);
}

const isMovable = (value: Value): value is Value & { readonly shape: PointerType } => value.shape.kind === 'pointer' && !standsForTarget(value.shape);

/** Bytes of a text, or units of a wide one. */
async function unitsOf(value: Value): Promise<Parts | null> {
  const text = await textOf(value);
  const { start, length } = text ?? {};
  return start && length !== undefined ? sequence(length, (index) => start.offsetBy(index * start.sizeBytes)) : null;
}

function arrayType(element: TypeInfo, count: number, language: SourceLanguage | undefined): TypeInfo {
  return { kind: 'array', name: language === 'rust' ? `[${element.name}; ${count}]` : `${element.name}[${count}]`, sizeBytes: count * (strip(element).sizeBytes ?? 0), element, counts: [count] };
}
