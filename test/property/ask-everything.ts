import assert from 'node:assert/strict';
import { DecodeError } from '../../src/base/decode-error';
import { moduleOffset } from '../../src/base/offsets';
import type { DebugFiles } from '../../src/symbols/debug-files';
import type { ModuleSymbols } from '../../src/symbols/module-symbols';
import { openSymbols } from '../../src/symbols/open-symbols';
import type { FrameState, Variable } from '../../src/symbols/variable';
import { instructionsAround } from '../../src/symbols/disassembly';
import { wat } from '../../src/toolkit/wat';
import type { ValueNode } from '../../src/values/value-node';
import { displayVariable } from '../../src/values/value-node';
import type { WasmFunction } from '../../src/wasm/module';
import { readModule } from '../../src/wasm/read-module';

/** So many functions, variables and files are asked about; all of a damaged module would be the same again. */
const FUNCTIONS = 10;
const VARIABLES = 12;
const FILES = 4;
const DEPTH = 3;

/** Every read is answered, with small numbers that look like addresses now and then. */
const FRAME: FrameState = {
  local: (index) => Promise.resolve(index * 16),
  global: (index) => Promise.resolve(1_024 + index),
  stack: () => Promise.resolve(undefined),
  memory: { read: (address, size) => Promise.resolve(Uint8Array.from({ length: Math.min(size, 256) }, (_, index) => ((address + index) % 4 === 0 ? 64 : 0))) },
};

/** Asks a module all that the product can be asked. Whatever its bytes are, only a bug throws. */
export async function askEverything(bytes: Uint8Array, files?: DebugFiles): Promise<void> {
  const module = readModule(bytes);
  const symbols = await openSymbols(module, files);
  void [symbols.statistics(), symbols.kinds, symbols.dwarfVersions, symbols.unitCount];
  for (const fn of spread([...module.functions], FUNCTIONS)) await askFunction(symbols, fn);
  for (const file of spread(symbols.files(), FILES)) {
    void symbols.embeddedSource(file);
    for (const line of [1, 10, 2 ** 31]) for (const offset of symbols.locate(file, line).offsets) assert.ok(module.functionAt(offset), 'a breakpoint stands in a function');
  }
  for (const name of ['area', 'main', 'records::measure', '']) void symbols.functionsNamed(name);
  for (const name of ['Shape', 'Point', 'nothing']) void symbols.typeNamed(name)?.sizeBytes;
  for (const query of ['', 'e', 'shape::']) assert.ok(symbols.symbolsLike(query, { limit: 50 }).symbols.length <= 50, 'no more is found than was asked for');
  await showValues(symbols.globals(), FRAME);
  for (const piece of wat(symbols)) assert.equal(typeof piece, 'string');
  for (const problem of [...symbols.problems, ...module.problems]) assert.ok(problem instanceof DecodeError);
  for (const { offset } of module.problems) assert.ok(offset >= 0 && offset <= bytes.length);
}

async function askFunction(symbols: ModuleSymbols, { bodyStart, bodyEnd }: WasmFunction): Promise<void> {
  for (const offset of [bodyStart, moduleOffset(Math.floor((bodyStart + bodyEnd) / 2))]) {
    const frames = symbols.framesAt(offset);
    for (const { line, column } of frames) assert.ok(line >= 0 && column >= 0);
    for (const range of symbols.stepRanges(offset)) assert.ok(range.start < range.end);
    void [symbols.functionAt(offset), symbols.rowsAt(offset), instructionsAround(symbols, offset, -3, 8), symbols.globals(offset)];
    const scopes = symbols.variablesAt(offset);
    assert.equal(scopes.length, frames.length);
    await showValues(scopes.flat(), FRAME);
  }
}

async function showValues(variables: readonly Variable[], frame: FrameState): Promise<void> {
  for (const variable of spread(variables, VARIABLES)) {
    void variable.location;
    await unfold(await displayVariable(variable, frame), DEPTH);
  }
}

async function unfold(node: ValueNode, depth: number): Promise<void> {
  assert.equal(typeof node.summary, 'string');
  if (depth === 0 || !node.children) return;
  for (const child of spread(await node.children(), 4)) await unfold(child, depth - 1);
}

/** Some of many, from the first to the last. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * (items.length - 1)) / (count - 1))]!);
}
