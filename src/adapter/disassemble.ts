import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { LIMITS } from '../base/limits';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { SourcePaths } from '../session/source-paths';
import { instructionsAround, type DisassembledInstruction } from '../symbols/disassembly';
import type { CodeAddresses } from './code-addresses';

/** As many instructions as asked for, with places in source; those that the module does not have are marked. */
export function disassemble(addresses: CodeAddresses, paths: SourcePaths, args: DebugProtocol.DisassembleArguments): DebugProtocol.DisassembledInstruction[] {
  const { symbols, offset } = addresses.resolve(args.memoryReference, args.offset);
  const count = Math.min(args.instructionCount, LIMITS.adapter.instructions);
  const found = instructionsAround(symbols, offset, args.instructionOffset ?? 0, count);
  const first = found.findIndex((instruction) => instruction !== null);
  const last = found.findLastIndex((instruction) => instruction !== null);
  /** Of a place that holds no instruction: clients want each address once, and in order. */
  const beside = (index: number): ModuleOffset => {
    const known = first < 0 ? 0 : index < first ? first : last;
    return moduleOffset(Math.max(0, (found[known]?.offset ?? offset) + index - known));
  };
  return found.map((instruction, index): DebugProtocol.DisassembledInstruction => {
    if (!instruction) return { address: addresses.of(symbols, beside(index)), instruction: '', presentationHint: 'invalid' };
    return { address: addresses.of(symbols, instruction.offset), instruction: instruction.text, ...(instruction.symbol === null ? {} : { symbol: instruction.symbol }), ...placeOf(instruction, paths) };
  });
}

function placeOf({ row }: DisassembledInstruction, paths: SourcePaths): Pick<DebugProtocol.DisassembledInstruction, 'location' | 'line' | 'column'> {
  const path = row && row.line > 0 ? paths.resolve(row.file) : null;
  if (!row || path === null) return {};
  return { location: { name: basename(path), path }, line: row.line, ...(row.column > 0 ? { column: row.column } : {}) };
}
