import { UserError } from '../base/user-error';

/** Gives the value as the handlers take it, or throws what is wrong with it; `name` is how the client calls it. */
type Shape = (value: unknown, name: string) => unknown;
type Fields = Readonly<Record<string, Shape>>;

const value = (what: string, isOne: (given: unknown) => boolean): Shape => (given, name) => {
  if (!isOne(given)) throw new UserError(`"${name}" must be ${what}`);
  return given;
};

const text = value('text', (given) => typeof given === 'string');
const flag = value('true or false', (given) => typeof given === 'boolean');
const whole = value('a whole number', (given) => Number.isSafeInteger(given));
const count = value('a whole number that is not negative', (given) => Number.isSafeInteger(given) && (given as number) >= 0);

const list = (each: Shape): Shape => (given, name) => {
  if (!Array.isArray(given)) throw new UserError(`"${name}" must be a list`);
  return given.map((one, index) => each(one, `${name}[${index}]`));
};

/** Whatever else is in it stays as it is. Clients write null for what is absent. */
const object = (required: Fields, optional: Fields = {}): Shape => (given, name) => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UserError(name === '' ? 'its arguments must be an object' : `"${name}" must be an object`);
  const checked: Record<string, unknown> = { ...given };
  for (const [key, shape] of Object.entries({ ...required, ...optional })) {
    const path = name === '' ? key : `${name}.${key}`;
    if (checked[key] !== undefined && checked[key] !== null) checked[key] = shape(checked[key], path);
    else if (key in required) throw new UserError(`"${path}" is missing`);
    else delete checked[key];
  }
  return checked;
};

const source = object({}, { path: text, name: text, sourceReference: whole });
const condition: Fields = { condition: text, hitCondition: text };
const format = object({}, { hex: flag });
const thread: Fields = { threadId: whole };
const frame: Fields = { frameId: whole };
const step = object(thread, { granularity: text, targetId: whole, singleThread: flag });
const memory: Fields = { memoryReference: text };

/** By request (Debug Adapter Protocol). Of launch and attach the configuration itself says what is wrong. */
const SHAPES: Readonly<Record<string, Shape>> = {
  initialize: object({}, { supportsInvalidatedEvent: flag, supportsProgressReporting: flag, supportsStartDebuggingRequest: flag }),
  disconnect: object({}, { terminateDebuggee: flag }),
  restart: object({}, { arguments: object({}) }),
  cancel: object({}, { requestId: whole, progressId: text }),
  setBreakpoints: object({ source }, { breakpoints: list(object({ line: count }, { column: count, logMessage: text, ...condition })) }),
  setFunctionBreakpoints: object({ breakpoints: list(object({ name: text }, condition)) }),
  setInstructionBreakpoints: object({ breakpoints: list(object({ instructionReference: text }, { offset: whole, ...condition })) }),
  setExceptionBreakpoints: object({ filters: list(text) }),
  breakpointLocations: object({ source, line: count }, { endLine: count }),
  continue: object(thread, { singleThread: flag }),
  next: step,
  stepIn: step,
  stepOut: step,
  pause: object(thread),
  stepInTargets: object(frame),
  toggleSkipFiles: object({}, { on: flag }),
  stackTrace: object(thread, { startFrame: count, levels: count }),
  scopes: object(frame),
  exceptionInfo: object(thread),
  variables: object({ variablesReference: whole }, { filter: text, start: count, count, format }),
  setVariable: object({ variablesReference: whole, name: text, value: text }, { format }),
  evaluate: object({ expression: text }, { ...frame, context: text, format }),
  setExpression: object({ expression: text, value: text }, { ...frame, format }),
  completions: object({ text, column: count }, { ...frame, line: count }),
  readMemory: object({ ...memory, count }, { offset: whole }),
  writeMemory: object({ ...memory, data: text }, { offset: whole }),
  disassemble: object({ ...memory, instructionCount: count }, { offset: whole, instructionOffset: whole }),
  source: object({}, { source, sourceReference: whole }),
};

const ANY = object({});

/** From the client, so nothing about their shape is certain. UserError where they don't fit the request. */
export function checkedArguments(command: string, given: unknown): object {
  try {
    return (SHAPES[command] ?? ANY)(given ?? {}, '') as object;
  } catch (error) {
    throw error instanceof UserError ? new UserError(`the request '${command}' can't be answered: ${error.message}`) : error;
  }
}
