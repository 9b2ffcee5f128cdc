import { strip, type TypeInfo } from '../symbols/type-info';
import { NoResult, isTrue, type Scalar } from './arithmetic';
import { targetOf } from './ask-formatters';
import { callExport } from './call-export';
import { castTo } from './cast';
import { isEqual, isOrder, textOrder } from './comparison';
import { dynamicPointee } from './dynamic-type';
import { elementAt } from './element-access';
import { enumeratorNamed } from './enumerators';
import type { Evaluator } from './evaluator';
import type { Expression } from './expression';
import { ExpressionError } from './expression-error';
import { findMember, throughPointers, throughReferences } from './find-member';
import { standsForTarget } from './formatters/pointers';
import { answerTo } from './known-methods';
import type { Names } from './names';
import { decayed, movedPointer } from './pointer-arithmetic';
import type { ProgramCalls } from './program-calls';
import { booleanValue, floatValue, integerValue, textValue } from './results';
import { floatBytes } from './scalar';
import { rustLimit } from './rust-limits';
import { scalarOf } from './scalar-of-value';
import { HeldBytes, Unavailable } from './storage';
import { typeByName } from './type-by-name';
import { typeTextOf } from './type-text';
import { applyUnary, arithmeticOf, literalType, operandOf, sizeType, type Computed, type Operand } from './typed-arithmetic';
import { Value, heldValue, type ValueContext } from './value';

/** Names that are values, unless the program has variables of these names. */
const CONSTANTS = new Map<string, boolean | null>([['true', true], ['false', false], ['null', null], ['nullptr', null], ['NULL', null]]);

const NO_CALLS = 'only the console, watches and new values run functions of the program, where the configuration has "allowCalls": true';

/** One expression, worked out over the names that it may use. */
export class Evaluation implements Evaluator {
  constructor(
    private readonly text: string,
    readonly names: Names,
    readonly context: ValueContext,
    /** Functions of the program that it may run; absent where it may run nothing. */
    private readonly calls?: ProgramCalls,
  ) {}

  /** What can't be had (optimised out, null, outside the memory) becomes an error at the part of the expression that asked. */
  valueOf(expression: Expression): Promise<Value> {
    return this.at(expression, () => this.step(expression));
  }

  async truth(expression: Expression): Promise<boolean> {
    return isTrue(await this.scalar(expression));
  }

  async at<Result>(expression: Expression, work: () => Promise<Result>): Promise<Result> {
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
        return this.integer(expression);
      case 'float':
        return floatValue(expression.value, this.context);
      case 'text':
        return textValue(expression.value, this.context);
      case 'member':
        return this.member(await this.valueOf(expression.object), expression);
      case 'index':
        return elementAt(this, await this.valueOf(expression.object), expression);
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
        return castTo(await throughReferences(await this.valueOf(expression.operand)), await this.typeNamed(expression.type, expression), expression.reinterprets);
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

  private integer({ value: written, octal, suffix, isDecimal }: Extract<Expression, { kind: 'integer' }>): Value {
    const { language } = this.context;
    const value = language === 'rust' ? written : (octal ?? written);
    return this.result({ scalar: value, type: literalType(value, suffix, isDecimal, language) });
  }

  private async typeNamed(name: string, at: Expression): Promise<TypeInfo> {
    const type = await typeByName(name, this.context, true);
    if (!type) throw this.error(`there is no type \`${name}\``, at);
    return type;
  }

  /** `int(x)` is a cast; else a function of the program. */
  private async call(expression: Extract<Expression, { kind: 'call' }>): Promise<Value> {
    const [operand, second] = expression.operands;
    const type = operand && !second ? await typeByName(expression.name, this.context, true) : undefined;
    if (type) return castTo(await throughReferences(await this.valueOf(operand!)), type);
    if (!this.calls) throw this.error(`\`${expression.name}\` is not called: ${NO_CALLS}`, expression);
    return callExport(this, this.calls, expression);
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

  private async binary(expression: Extract<Expression, { kind: 'binary' }>): Promise<Value> {
    const { operator, left, right } = expression;
    const { context } = this;
    if (operator === '&&') return booleanValue((await this.truth(left)) && (await this.truth(right)), context);
    if (operator === '||') return booleanValue((await this.truth(left)) || (await this.truth(right)), context);
    if (operator === '==' || operator === '!=') return booleanValue((await isEqual(this, expression)) === (operator === '=='), context);
    const [one, two] = [await this.valueOf(left), await this.valueOf(right)];
    const ordered = await textOrder(this, expression, one, two);
    if (ordered !== undefined) return booleanValue(ordered, context);
    const pointer = operator === '+' || operator === '-' ? await movedPointer(this, expression, one, two) : undefined;
    const compared = isOrder(operator) ? decayed : (value: Value): Value => value;
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

  async operand(expression: Expression, known?: Value): Promise<Operand> {
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
    if (answer === undefined && name === 'at' && operands.length === 1) return elementAt(this, object, { kind: 'index', object: expression.object, index: operands[0]!, offset: expression.offset });
    if (answer === undefined) throw this.error(`\`${name}\` is not called: only functions that the module exports are, and nothing shows what this method would answer`, expression);
    return typeof answer === 'number' ? this.size(answer) : answer instanceof Value ? answer : booleanValue(answer, this.context);
  }

  async isUnknown(name: string): Promise<boolean> {
    return !CONSTANTS.has(name) && !(await this.names.has(name));
  }

  private async scalar(expression: Expression): Promise<Scalar> {
    return (await this.operand(expression)).scalar;
  }

  private async variable(name: string, at: Expression): Promise<Value> {
    if (await this.names.has(name)) return this.names.value(name);
    const constant = CONSTANTS.get(name);
    const enumerator = constant === undefined ? await enumeratorNamed(name, this.names.types(), this.context) : undefined;
    if (enumerator) return enumerator;
    const limit = this.context.language === 'rust' ? rustLimit(name) : undefined;
    if (limit) return heldValue(limit.type, limit.value, this.context);
    if (constant === undefined) throw this.error(`no variable \`${name}\` is in scope here`, at);
    return constant === null ? integerValue(0n, this.context) : booleanValue(constant, this.context);
  }

  /** Members are found through pointers too, whichever sign one writes, as Rust does. */
  private async member(object: Value, expression: Extract<Expression, { kind: 'member' }>): Promise<Value> {
    const shape = object.shape;
    if (expression.arrow && shape.kind !== 'pointer' && !(await targetOf(object))) throw this.error(`\`->\` needs a pointer, and this is ${typeTextOf(object)}`, expression);
    const found = (await findMember(object, expression.name)) ?? (await this.staticMember((await throughPointers(object)).shape, expression.name));
    if (!found) throw this.error(`\`${typeTextOf(await throughPointers(object))}\` has no member \`${expression.name}\``, expression);
    return found;
  }

  /** `object.count`, where all objects of the class have one together. */
  private async staticMember(shape: TypeInfo, name: string): Promise<Value | undefined> {
    if (shape.kind !== 'struct') return undefined;
    const full = `${shape.name}::${name}`;
    if (await this.names.has(full)) return this.names.value(full);
    for (const { type } of shape.bases) {
      const found = await this.staticMember(strip(type), name);
      if (found) return found;
    }
    return undefined;
  }

  private async pointee(pointer: Value, expression: Expression): Promise<Value> {
    const shape = pointer.shape;
    if (shape.kind === 'array') return pointer.element(0);
    const meant = shape.kind === 'pointer' ? undefined : await targetOf(pointer);
    if (meant) return meant.shape.kind === 'pointer' && !standsForTarget(meant.shape) ? this.pointee(meant, expression) : meant;
    if (shape.kind !== 'pointer') throw this.error(`\`*\` needs a pointer, and this is ${typeTextOf(pointer)}`, expression);
    const target = strip(shape.target);
    if (target.kind === 'function' || target.sizeBytes === null || target.kind === 'unknown') throw this.error(`\`${shape.name}\` points to nothing that has a value`, expression);
    return dynamicPointee(pointer);
  }

  private addressOf(value: Value, expression: Expression): Value {
    if (value.address === null) throw this.error('this has no address: it is not in memory', expression);
    const name = this.context.language === 'rust' ? `*const ${value.type.name}` : `${value.type.name} *`;
    const type: TypeInfo = { kind: 'pointer', name, sizeBytes: value.address > 0xffff_ffff ? 8 : 4, flavour: 'pointer', target: value.type };
    return heldValue(type, BigInt(value.address), this.context);
  }

  error(reason: string, at: Expression): ExpressionError {
    return new ExpressionError(reason, this.text, at.offset);
  }
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

