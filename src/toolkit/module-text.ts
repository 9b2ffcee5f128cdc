import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { messageFor } from '../base/user-error';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { declaredLocals, decodeBody, walkBody } from '../wasm/function-body';
import { nestingChange } from '../wasm/instructions';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { WatLine } from '../wasm/wat';
import { NO_MAPPINGS, type PathPrefixes } from './path-prefixes';
import { sourceOf, textOfLines, wat } from './wat';

export interface ModuleTextOptions {
  readonly paths?: PathPrefixes;
  /** Without offsets and source lines: what an assembler reads. */
  readonly plain?: boolean;
}

/**
 * The text format of a whole module, as wabt writes it, offsets and source lines interleaved. What wabt can't read (it
 * lags behind the proposals) our own decoder writes, and a comment says so. In pieces, since the text can be large.
 */
export async function* moduleText(symbols: ModuleSymbols, { paths = NO_MAPPINGS, plain = false }: ModuleTextOptions = {}): AsyncGenerator<string> {
  const { module } = symbols;
  const text = await wabtText(module);
  if (typeof text !== 'string') {
    yield textOfLines([{ offset: null, text: `;; ${text.why}: written by Wasmscope's own decoder` }], plain);
    yield* wat(symbols, undefined, paths, plain);
    return;
  }
  let next = 0;
  for (const lines of functionsApart(text)) {
    // wabt leaves the order of functions as it is.
    const fn = isFunction(lines[0]!) ? module.functions.at(next++) : undefined;
    yield textOfLines(fn && !plain ? annotated(lines, fn, symbols, paths) : lines.map(unplaced), plain);
  }
}

/** `why`: why there is none. */
async function wabtText(module: WasmModule): Promise<string | { readonly why: string }> {
  if (module.bytes.length > LIMITS.wat.wabtBytes) return { why: `wabt is not asked to read ${module.bytes.length} bytes` };
  const strange = strangeFunction(module);
  if (strange !== null) return { why: strange };
  // Loaded when it is first wanted: it is larger than all else together.
  const { default: load } = await import('wabt');
  try {
    const tools = await load();
    const read = tools.readWasm(module.bytes, { readDebugNames: true, ...FEATURES });
    try {
      read.applyNames();
      const text = read.toText({ foldExprs: false, inlineExport: false });
      return countFunctions(text) === module.functions.length ? text : { why: 'wabt reads only a part of this module' };
    } finally {
      read.destroy();
    }
  } catch (error) {
    return { why: `wabt cannot read this module (${firstLine(messageFor(error))})` };
  }
}

const FEATURES = {
  exceptions: true, mutable_globals: true, sat_float_to_int: true, sign_extension: true, simd: true, threads: true, function_references: true, multi_value: true, tail_call: true,
  bulk_memory: true, reference_types: true, annotations: true, code_metadata: true, memory64: true, multi_memory: true, extended_const: true, relaxed_simd: true,
};

/** wabt's text of deep nests and of many locals grows with their square; no compiler writes such. */
function strangeFunction(module: WasmModule): string | null {
  for (const fn of module.functions) {
    try {
      if (declaredLocals(module, fn) > LIMITS.wat.wabtLocals) return `function ${fn.index} has more than ${LIMITS.wat.wabtLocals} locals`;
      let depth = 0;
      let deepest = 0;
      walkBody(module, fn, (opcode) => {
        depth += nestingChange(opcode);
        deepest = Math.max(deepest, depth);
      });
      if (deepest > LIMITS.wat.wabtNesting) return `function ${fn.index} nests ${deepest} blocks`;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return `function ${fn.index} has ${error.message}`;
    }
  }
  return null;
}

function countFunctions(text: string): number {
  let count = 0;
  for (const line of linesOf(text)) if (isFunction(line)) count++;
  return count;
}

const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '' && !/^readWasm failed/.test(line))?.trim().slice(0, 200) ?? 'no reason given';

/** The lines of wabt's text: those of each function for themselves, of all else in between. */
function* functionsApart(text: string): Generator<string[]> {
  let lines: string[] = [];
  for (const line of linesOf(text)) {
    if (/^ {2}\(/.test(line) && (isFunction(line) || isFunction(lines[0] ?? '') || lines.length >= LIMITS.wat.linesPerPiece)) {
      if (lines.length > 0) yield lines;
      lines = [];
    }
    lines.push(line);
  }
  if (lines.length > 0) yield lines;
}

/** Without an array of them all. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    yield end < 0 ? text.slice(start) : text.slice(start, end);
    if (end < 0) return;
    start = end + 1;
  }
}

const isFunction = (line: string): boolean => line.startsWith('  (func ');

const unplaced = (text: string): WatLine => ({ offset: null, text });

/** wabt writes an instruction a line: our decoder knows where each stands. Where the two disagree, offsets stay out. */
function annotated(lines: readonly string[], fn: WasmFunction, symbols: ModuleSymbols, paths: PathPrefixes): WatLine[] {
  const { instructions } = decodeBody(symbols.module, fn);
  const isInstruction = (line: string, index: number): boolean => index > 0 && /^ *[a-z]/.test(line);
  if (lines.filter(isInstruction).length !== instructions.length - 1) return lines.map(unplaced);
  const sourceAt = sourceOf(symbols, fn, paths);
  let known: string | undefined;
  let next = 0;
  return lines.flatMap((text, index): WatLine[] => {
    if (index === 0) return [{ offset: fn.bodyStart, text: text.replace(/^( *\(func \$\S+) (?!\(;)/, `$1 (;${fn.index};) `) }];
    if (!isInstruction(text, index)) return [unplaced(text)];
    const { offset } = instructions[next++]!;
    const source = sourceAt(offset);
    if (source === undefined || source === known) return [{ offset, text }];
    known = source;
    return [unplaced(`${/^ */.exec(text)![0]};; ${source}`), { offset, text }];
  });
}
