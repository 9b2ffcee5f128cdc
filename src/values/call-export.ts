import { nearestNames } from '../base/nearest-names';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { strip, type StructType, type TypeInfo } from '../symbols/type-info';
import { NoResult } from './arithmetic';
import { bytesFor, valueMeantFor } from './assign';
import type { Evaluator } from './evaluator';
import { callableNames, exportedFunction, type ExportedFunction, type Passed } from './exported-function';
import type { Expression } from './expression';
import { standsForTarget } from './formatters/pointers';
import type { CallArgument, ProgramCalls } from './program-calls';
import { BASE_TYPES } from './type-by-name';
import { typeText } from './type-text';
import { heldValue, type Value } from './value';
import { argumentOf, returnedValue } from './wasm-value';

type Call = Extract<Expression, { kind: 'call' }>;

const NOTHING: TypeInfo = { kind: 'base', name: 'void', sizeBytes: 0, encoding: 'void' };
const NUMBER = /^[if](?:32|64)$/;

/** `name(arguments)`: numbers and pointers go in, at most one comes out. */
export async function callExport(evaluator: Evaluator, calls: ProgramCalls, expression: Call): Promise<Value> {
  const fn = exportedFunction(calls.symbols, expression.name);
  if (!fn) throw evaluator.error(`the module exports no function \`${expression.name}\`${nearby(calls.symbols, expression.name)}`, expression);
  const refusal = whyNotCalled(fn, expression.operands.length);
  if (refusal !== undefined) throw evaluator.error(refusal, expression);
  const args: CallArgument[] = [];
  for (const [index, operand] of expression.operands.entries()) args.push(await evaluator.at(operand, () => argument(evaluator, operand, fn.parameters[index]!)));
  const [result] = fn.results;
  const value = await evaluator.at(expression, () => calls.run(fn, args, result?.type));
  const { context } = evaluator;
  return (result && value !== undefined ? returnedValue(typeOf(result), value, result.type, context) : undefined) ?? heldValue(NOTHING, 0n, context);
}

function nearby(symbols: ModuleSymbols, name: string): string {
  const near = nearestNames(name, callableNames(symbols));
  return near.length === 0 ? '' : `; it does export ${near.map((each) => `\`${each}\``).join(', ')}`;
}

/** undefined where it can be. */
function whyNotCalled({ exportName, parameters, results, writes }: ExportedFunction, given: number): string | undefined {
  if (writes) return `\`${exportName}\` returns a ${typeText(writes)} by way of memory: only what returns a number or a pointer is called`;
  const strange = [...parameters, ...results].find(({ type }) => !NUMBER.test(type));
  if (strange) return `\`${exportName}\` takes or returns a ${strange.type}, which no expression is`;
  if (results.length > 1) return `\`${exportName}\` returns ${results.length} values at once`;
  if (given === parameters.length) return undefined;
  return `\`${exportName}(${parameters.map((each) => typeText(typeOf(each))).join(', ')})\` takes ${parameters.length} argument${parameters.length === 1 ? '' : 's'}, not ${given}`;
}

/** Of what nobody has declared: a number, as WebAssembly and Rust name it. */
const typeOf = ({ type, declared }: Passed): TypeInfo => declared ?? BASE_TYPES.get(type)!;

async function argument(evaluator: Evaluator, operand: Expression, parameter: Passed): Promise<CallArgument> {
  const type = typeOf(parameter);
  const shape = strip(type);
  const value = await valueMeantFor(type, operand, evaluator);
  const given = shape.kind === 'pointer' && standsForTarget(shape) && value.shape.kind !== 'pointer' ? referenceTo(value, type) : value;
  if (shape.kind === 'struct' && !isOneNumber(shape)) throw new NoResult(`a ${typeText(type)} is not passed by value`);
  const passed = argumentOf(type, await bytesFor(type, given), parameter.type);
  if (passed === undefined) throw new NoResult(`a ${typeText(type)} is not passed as ${parameter.type}`);
  return { type: parameter.type, value: passed, isAddress: shape.kind === 'pointer' };
}

function referenceTo(value: Value, type: TypeInfo): Value {
  if (value.address === null) throw new NoResult(`a ${typeText(type)} refers to something in memory, and this is not`);
  return heldValue(type, BigInt(value.address), value.context);
}

/** Other structs are passed by way of memory (WebAssembly Basic C ABI, "Function arguments and return values"). */
function isOneNumber({ members, bases, variants }: StructType): boolean {
  const [only, ...more] = [...bases, ...members];
  if (!only || more.length > 0 || variants) return false;
  const inner = strip(only.type);
  return inner.kind === 'struct' ? isOneNumber(inner) : inner.kind !== 'array';
}
