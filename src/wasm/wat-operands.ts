import type { Clause, Immediate, Instruction, ReferenceType } from './instructions';
import type { WasmFunction } from './module';
import type { WatNames } from './wat-names';
import { f32Text, f64Text } from './wat-float';

/** The immediates of an instruction as words of the text format. `labels` are the names of the open blocks, outermost first. */
export function operandsOf(instruction: Instruction, names: WatNames, fn: WasmFunction, labels: readonly string[]): string[] {
  const words = instruction.immediates.map((immediate) => operand(immediate, instruction, names, fn, labels));
  // The binary has the type before the table and the segment before what it fills; the text the other way round.
  return SWAPPED.has(instruction.mnemonic) ? words.reverse() : words;
}

const SWAPPED = new Set(['call_indirect', 'return_call_indirect', 'memory.init', 'table.init']);

function operand(immediate: Immediate, instruction: Instruction, names: WatNames, fn: WasmFunction, labels: readonly string[]): string {
  switch (immediate.kind) {
    case 'function':
      return names.function(immediate.value);
    case 'local':
      return names.local(fn.index, immediate.value);
    case 'label':
      return labelName(immediate.value, labels);
    case 'memory':
      return isDefaultMemory(instruction) ? '' : names.of('memory', immediate.value);
    case 'table':
      return SWAPPED.has(instruction.mnemonic) && immediate.value === 0 ? '' : names.of('table', immediate.value);
    case 'type':
      return instruction.mnemonic.endsWith('call_indirect') ? `(type ${names.of('type', immediate.value)})` : names.of('type', immediate.value);
    case 'global':
    case 'tag':
    case 'data':
    case 'element':
      return names.of(immediate.kind, immediate.value);
    case 'zero':
      return '';
    case 'ordering':
      return immediate.value === 0 ? 'seq_cst' : immediate.value === 1 ? 'acq_rel' : String(immediate.value);
    case 'i32':
    case 'i64':
    case 'lane':
    case 'field':
    case 'count':
      return String(immediate.value);
    case 'f32':
      return f32Text(immediate.bits);
    case 'f64':
      return f64Text(immediate.bits);
    case 'bytes':
      return `i32x4 ${words32(immediate.value).map((word) => `0x${word.toString(16).padStart(8, '0')}`).join(' ')}`;
    case 'lanes':
      return immediate.value.join(' ');
    case 'memarg':
      return memarg(immediate, instruction.mnemonic, names);
    case 'block':
      return blockType(immediate.type, names);
    case 'labels':
      return immediate.value.map((depth) => labelName(depth, labels)).join(' ');
    case 'types':
      return `(result ${immediate.value.join(' ')})`;
    case 'heap':
      return immediate.value;
    case 'reference':
      return reference(immediate);
    case 'cast':
      return `${labelName(immediate.label, labels)} ${reference(immediate.from)} ${reference(immediate.to)}`;
    case 'clauses':
      return immediate.value.map((clause) => clauseText(clause, names, labels)).join(' ');
  }
}

function isDefaultMemory({ immediates }: Instruction): boolean {
  return immediates.every((immediate) => immediate.kind !== 'memory' || immediate.value === 0);
}

function labelName(depth: number, labels: readonly string[]): string {
  return labels[labels.length - 1 - depth] || String(depth);
}

function blockType(type: Extract<Immediate, { kind: 'block' }>['type'], names: WatNames): string {
  if ('typeIndex' in type) return `(type ${names.of('type', type.typeIndex)})`;
  return type.result === null ? '' : `(result ${type.result})`;
}

function reference({ heap, nullable }: ReferenceType): string {
  return nullable ? `(ref null ${heap})` : `(ref ${heap})`;
}

function clauseText({ keyword, tag, label }: Clause, names: WatNames, labels: readonly string[]): string {
  const words: string[] = [keyword === 'on-switch' ? 'on' : keyword];
  if (tag !== null) words.push(names.of('tag', tag));
  words.push(label === null ? 'switch' : labelName(label, labels));
  return `(${words.join(' ')})`;
}

function memarg({ memory, offset, alignBytes }: Extract<Immediate, { kind: 'memarg' }>, mnemonic: string, names: WatNames): string {
  const words = memory === 0 ? [] : [names.of('memory', memory)];
  if (offset !== 0n) words.push(`offset=${offset}`);
  if (alignBytes !== naturalAlignment(mnemonic)) words.push(`align=${alignBytes}`);
  return words.join(' ');
}

/** Bytes that an access touches: what the text format leaves out (Wasm 3.0, 6.5.6). */
function naturalAlignment(mnemonic: string): number {
  const [, bits, lanes] = /(?:load|store|rmw|wait)(\d+)(x\d+)?/.exec(mnemonic) ?? [];
  if (lanes !== undefined) return 8;
  if (bits !== undefined) return Number(bits) / 8;
  if (mnemonic.startsWith('v128')) return 16;
  return mnemonic.includes('64.') ? 8 : 4;
}

function words32(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [0, 4, 8, 12].map((at) => view.getUint32(at, true));
}
