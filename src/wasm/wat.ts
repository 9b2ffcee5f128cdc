import type { ModuleOffset } from '../base/offsets';
import { decodeBody } from './function-body';
import type { Instruction } from './instructions';
import { nestingChange } from './instructions';
import type { WasmFunction, WasmModule } from './module';
import type { WatNames } from './wat-names';
import { watNames } from './wat-names';
import { operandsOf } from './wat-operands';

/** One line of text. `offset` is null where the line stands for no bytes of its own (source lines, closing brackets). */
export interface WatLine {
  readonly offset: ModuleOffset | null;
  readonly text: string;
}

export interface WatOptions {
  /** `file:line` of an instruction; shown as a comment where it changes. */
  readonly sourceAt?: (offset: ModuleOffset) => string | undefined;
}

/**
 * The text format of one function (Wasm 3.0, 6.5 and 6.6.13), flat, indented by nesting, with the names of the name
 * section. A damaged body ends with a comment that says what and where.
 */
export function functionToWat(module: WasmModule, fn: WasmFunction, { sourceAt }: WatOptions = {}): WatLine[] {
  const names = watNames(module);
  const { locals, instructions, problem } = decodeBody(module, fn);
  const lines: WatLine[] = [{ offset: fn.bodyStart, text: header(module, names, fn) }];
  const localTypes = locals.flatMap(({ count, type }) => Array.from({ length: count }, () => type));
  const firstLocal = module.types[fn.typeIndex]?.params.length ?? 0;
  if (localTypes.length > 0) {
    lines.push({ offset: null, text: `  ${localTypes.map((type, index) => `(local ${names.local(fn.index, firstLocal + index)} ${type})`).join(' ')}` });
  }
  lines.push(...body(names, fn, instructions, sourceAt));
  if (problem) lines.push({ offset: null, text: `  ;; ${problem.message}` }, { offset: null, text: ')' });
  return lines;
}

/** `0x00012a  text`, as other tools line offsets up. */
export function formatWat(lines: readonly WatLine[]): string {
  const digits = Math.max(6, ...lines.map(({ offset }) => (offset ?? 0).toString(16).length));
  return lines.map(({ offset, text }) => `${offset === null ? ' '.repeat(digits + 2) : `0x${offset.toString(16).padStart(digits, '0')}`}  ${text}`).join('\n') + '\n';
}

function header(module: WasmModule, names: WatNames, { index, typeIndex }: WasmFunction): string {
  const type = module.types[typeIndex];
  const exports = names.exportsOf(index).map((name) => `(export ${JSON.stringify(name)})`);
  const parameters = type?.params.map((param, position) => `(param ${names.local(index, position)} ${param})`) ?? [];
  const results = type && type.results.length > 0 ? [`(result ${type.results.join(' ')})`] : [];
  return ['(func', names.definition('function', index), ...exports, `(type ${names.of('type', typeIndex)})`, ...parameters, ...results].join(' ');
}

/** The `end` of the function itself is the text's closing bracket. */
function body(names: WatNames, fn: WasmFunction, instructions: readonly Instruction[], sourceAt: WatOptions['sourceAt']): WatLine[] {
  const lines: WatLine[] = [];
  const labels: string[] = [];
  let blocks = 0;
  let source: string | undefined;
  for (const instruction of instructions) {
    const closes = instruction.opcode === DELEGATE || instruction.opcode === END;
    if (instruction.opcode === END && labels.length === 0) {
      lines.push({ offset: instruction.offset, text: ')' });
      break;
    }
    // Labels count from inside; `delegate` closes its try before its own label is counted.
    if (closes) labels.pop();
    const depth = labels.length - (CONTINUES.has(instruction.opcode) ? 1 : 0);
    const indent = '  '.repeat(Math.max(0, depth) + 1);
    const place = sourceAt?.(instruction.offset);
    if (place !== undefined && place !== source) lines.push({ offset: null, text: `${indent};; ${place}` });
    source = place ?? source;
    const opens = nestingChange(instruction.opcode) > 0;
    const label = opens ? names.label(fn.index, blocks++) : '';
    const words = [instruction.mnemonic, label, ...operandsOf(instruction, names, fn, labels)].filter((word) => word !== '');
    lines.push({ offset: instruction.offset, text: indent + words.join(' ') });
    if (opens) labels.push(label);
  }
  return lines;
}

const END = 0x0b;
const DELEGATE = 0x18;
/** `else`, `catch` and `catch_all` stand at the depth of what they continue. */
const CONTINUES = new Set([0x05, 0x07, 0x19]);
