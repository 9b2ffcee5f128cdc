import { LIMITS } from '../base/limits';
import type { ModuleOffset } from '../base/offsets';
import { moduleOffset } from '../base/offsets';
import { codeMetadataOf } from './code-metadata';
import type { LocalRun } from './function-body';
import { decodeBody } from './function-body';
import type { Instruction } from './instructions';
import { nestingChange } from './instructions';
import type { WasmFunction, WasmModule } from './module';
import type { WatNames } from './wat-names';
import { watNames } from './wat-names';
import { operandsOf } from './wat-operands';
import { hexByte, quoteBytes, quoteText } from './wat-text';

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
 * section. Where the decoder meets what it does not know, a comment says what and where, and the rest is shown as bytes.
 */
export function functionToWat(module: WasmModule, fn: WasmFunction, { sourceAt }: WatOptions = {}): WatLine[] {
  const names = watNames(module);
  const { locals, instructions, problem } = decodeBody(module, fn);
  const lines: WatLine[] = [{ offset: fn.bodyStart, text: header(module, names, fn) }];
  const declared = localsText(names, fn, module.types[fn.typeIndex]?.params.length ?? 0, locals);
  if (declared !== '') lines.push({ offset: null, text: `  ${declared}` });
  const last = new BodyText(module, names, fn, sourceAt).write(instructions, lines);
  if (!problem) return lines;
  lines.push({ offset: null, text: `  ;; ${problem.reason} at 0x${problem.offset.toString(16)}` });
  for (const line of undecoded(module, last ?? fn.bodyStart, fn.bodyEnd)) lines.push(line);
  lines.push({ offset: null, text: ')' });
  return lines;
}

/** `0x00012a  text`, as other tools line offsets up. */
export function formatWat(lines: readonly WatLine[]): string {
  const highest = lines.reduce((known, { offset }) => Math.max(known, offset ?? 0), 0);
  const digits = Math.max(6, highest.toString(16).length);
  return lines.map(({ offset, text }) => `${offset === null ? ' '.repeat(digits + 2) : `0x${offset.toString(16).padStart(digits, '0')}`}  ${text}`).join('\n') + '\n';
}

function header(module: WasmModule, names: WatNames, { index, typeIndex }: WasmFunction): string {
  const type = module.types[typeIndex];
  const exports = names.exportsOf(index).map((name) => `(export ${quoteText(name)})`);
  const parameters = type?.params.map((param, position) => `(param ${names.local(index, position)} ${param})`) ?? [];
  const results = type && type.results.length > 0 ? [`(result ${type.results.join(' ')})`] : [];
  return ['(func', names.definition('function', index), ...exports, `(type ${names.of('type', typeIndex)})`, ...parameters, ...results].join(' ');
}

/** Six bytes can declare fifty thousand locals; a function that uses its locals has a byte and more for each. */
function localsText(names: WatNames, fn: WasmFunction, firstLocal: number, locals: readonly LocalRun[]): string {
  const shown = Math.max(LIMITS.wasm.shownLocals, fn.bodyEnd - fn.bodyStart);
  const words: string[] = [];
  let index = firstLocal;
  for (const { count, type } of locals) {
    for (let left = count; left > 0; left--) {
      if (words.length >= shown) return `${words.join(' ')} ;; and more locals: ${locals.reduce((sum, run) => sum + run.count, 0)} in all`;
      words.push(`(local ${names.local(fn.index, index++)} ${type})`);
    }
  }
  return words.join(' ');
}

/** What stands after the last instruction that could be decoded, sixteen bytes a line. */
function* undecoded(module: WasmModule, start: number, end: number): Generator<WatLine> {
  const shown = Math.min(end, start + LIMITS.wasm.undecodedBytes);
  for (let at = start; at < shown; at += BYTES_PER_LINE) {
    const bytes = module.bytes.subarray(at, Math.min(at + BYTES_PER_LINE, shown));
    yield { offset: moduleOffset(at), text: `  ;; ${Array.from(bytes, hexByte).join(' ')}` };
  }
  if (shown < end) yield { offset: null, text: `  ;; and ${end - shown} more bytes` };
}

const BYTES_PER_LINE = 16;

class BodyText {
  /** Names of the open blocks, outermost first; empty for those without. */
  private readonly labels: string[] = [];
  private readonly openLabels = new Set<string>();
  private blocks = 0;
  private source: string | undefined;

  constructor(
    private readonly module: WasmModule,
    private readonly names: WatNames,
    private readonly fn: WasmFunction,
    private readonly sourceAt: WatOptions['sourceAt'],
  ) {}

  /** Returns where the last instruction ends. The `end` of the function itself is the text's closing bracket. */
  write(instructions: readonly Instruction[], lines: WatLine[]): ModuleOffset | undefined {
    const metadata = codeMetadataOf(this.module, this.fn.index);
    for (const instruction of instructions) {
      if (instruction.opcode === END && this.labels.length === 0) {
        lines.push({ offset: instruction.offset, text: ')' });
        break;
      }
      // Labels count from inside; `delegate` closes its try before its own label is counted.
      if (instruction.opcode === DELEGATE || instruction.opcode === END) this.openLabels.delete(this.labels.pop() ?? '');
      const indent = this.indentOf(instruction);
      const place = this.sourceAt?.(instruction.offset);
      if (place !== undefined && place !== this.source) lines.push({ offset: null, text: `${indent};; ${place}` });
      this.source = place ?? this.source;
      for (const { kind, bytes } of metadata.get(instruction.offset) ?? []) lines.push({ offset: null, text: `${indent}(@metadata.code.${kind} ${quoteBytes(bytes)})` });
      lines.push({ offset: instruction.offset, text: indent + this.instructionText(instruction) });
    }
    return instructions.at(-1)?.end;
  }

  /** Bounded: blocks of two bytes each could be nested a million deep. */
  private indentOf({ opcode }: Instruction): string {
    const depth = this.labels.length - (CONTINUES.has(opcode) ? 1 : 0);
    return '  '.repeat(Math.min(Math.max(0, depth), LIMITS.wasm.shownNesting) + 1);
  }

  private instructionText(instruction: Instruction): string {
    const opens = nestingChange(instruction.opcode) > 0;
    const label = opens ? this.nextLabel() : '';
    const text = [instruction.mnemonic, label, ...operandsOf(instruction, this.names, this.fn, this.labels)].filter((word) => word !== '').join(' ');
    if (!opens) return text;
    this.labels.push(label);
    if (label !== '') this.openLabels.add(label);
    return text;
  }

  /** A name that an outer block has would hide it: the inner one goes without. */
  private nextLabel(): string {
    const label = this.names.label(this.fn.index, this.blocks++);
    return this.openLabels.has(label) ? '' : label;
  }
}

const END = 0x0b;
const DELEGATE = 0x18;
/** `else`, `catch` and `catch_all` stand at the depth of what they continue. */
const CONTINUES = new Set([0x05, 0x07, 0x19]);
