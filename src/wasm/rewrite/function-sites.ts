import { ByteCursor } from '../../base/byte-cursor';
import { walkBody } from '../function-body';
import type { Instruction } from '../instructions';
import { readExpression } from '../instructions';
import type { ConstantExpression, ElementSegment, WasmFunction, WasmModule, WasmSection } from '../module';
import type { SectionName } from '../section-id';

/** Offsets of every function index (a LEB128) in a standard section but the code section, ascending. */
export function sitesInSection(module: WasmModule, name: SectionName, section: WasmSection): number[] {
  switch (name) {
    case 'start':
      return [section.payloadOffset];
    case 'export':
      return exportSites(module, section);
    case 'table':
      return module.tables.flatMap(({ initialiser }) => expressionSites(module, initialiser));
    case 'global':
      return module.globalInitialisers.flatMap((initialiser) => expressionSites(module, initialiser));
    case 'element':
      return module.elements.flatMap((segment) => [...expressionSites(module, segment.offset), ...itemSites(module, segment)]);
    default:
      return [];
  }
}

/** The same for the instructions of a body. Throws DecodeError where it is damaged. */
export function sitesInBody(module: WasmModule, fn: WasmFunction): number[] {
  const sites: number[] = [];
  walkBody(module, fn, (opcode, offset) => {
    if (HAS_FUNCTION_INDEX.has(opcode)) sites.push(offset + 1);
  });
  return sites;
}

/** `call`, `return_call` and `ref.func`: one byte of opcode, then the index. */
const HAS_FUNCTION_INDEX = new Set([0x10, 0x12, 0xd2]);

function instructionSites(instructions: readonly Instruction[]): number[] {
  return instructions.filter(({ opcode }) => HAS_FUNCTION_INDEX.has(opcode)).map(({ offset }) => offset + 1);
}

function expressionSites({ bytes }: WasmModule, expression: ConstantExpression | null): number[] {
  return expression ? instructionSites(readExpression(new ByteCursor('expression', bytes, expression.start, expression.end))) : [];
}

function itemSites({ bytes }: WasmModule, { itemsOffset, expressions, functions }: ElementSegment): number[] {
  const at = new ByteCursor('element', bytes, itemsOffset);
  return functions.flatMap(() => {
    const start = at.offset;
    if (expressions) return instructionSites(readExpression(at));
    at.skipLeb();
    return [start];
  });
}

function exportSites({ bytes, exports }: WasmModule, section: WasmSection): number[] {
  const at = new ByteCursor('export', bytes, section.payloadOffset);
  at.skipLeb();
  return exports.flatMap(({ kind }) => {
    at.advance(at.uleb32());
    at.u8();
    const start = at.offset;
    at.skipLeb();
    return kind === 'func' ? [start] : [];
  });
}
