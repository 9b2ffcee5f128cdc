import { decodeBody } from './function-body';
import type { Instruction } from './instructions';
import type { FunctionType, WasmModule } from './module';

const OPCODE = { end: 0x0b, call: 0x10, localGet: 0x20 } as const;

/**
 * The function that is given all parameters as they are, with nothing around that call but calls that take and give
 * nothing: how wasm-ld exports functions of a command, between constructors and destructors, and how one name of a function
 * leads to another. null where the function at `index` does anything else, or has no body.
 */
export function forwardedTo(module: WasmModule, index: number): number | null {
  const fn = module.functions.withIndex(index);
  const params = fn && module.types[fn.typeIndex]?.params.length;
  if (!fn || params === undefined) return null;
  const { instructions, problem } = decodeBody(module, fn);
  return problem ? null : forwardedBy(module, params, instructions);
}

/** The same of a body that is decoded already. */
export function forwardedBy(module: WasmModule, params: number, instructions: readonly Instruction[]): number | null {
  const calls = (at: Instruction): FunctionType | undefined => (at.opcode === OPCODE.call ? typeOfFunction(module, valueOf(at, 'function')) : undefined);
  const rest = instructions.filter((at) => at.opcode !== OPCODE.end && !(calls(at)?.params.length === 0 && calls(at)?.results.length === 0));
  const call = rest.at(-1);
  if (!call || call.opcode !== OPCODE.call || rest.length !== params + 1) return null;
  return rest.slice(0, params).every((at, position) => at.opcode === OPCODE.localGet && valueOf(at, 'local') === position) ? valueOf(call, 'function') : null;
}

function typeOfFunction(module: WasmModule, index: number): FunctionType | undefined {
  const fn = module.functions.withIndex(index);
  return fn && module.types[fn.typeIndex];
}

function valueOf({ immediates: [first] }: Instruction, kind: 'function' | 'local'): number {
  return first?.kind === kind ? first.value : -1;
}
