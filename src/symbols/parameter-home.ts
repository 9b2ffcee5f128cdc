import { At } from '../dwarf/constants';
import type { Block, Die } from '../dwarf/die';
import { locationAt } from '../dwarf/location-list';
import { Op, readOperations } from '../dwarf/operations';
import { decodeBody } from '../wasm/function-body';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { CodePlace } from './frame-context';

/**
 * Where a parameter stands that its caller hands over by address: LLVM 14 (Emscripten 3.1, Rust 1.63) lets its place end with
 * the function's first block, at -O0 too. The address is in a Wasm parameter; as long as nothing writes that, it holds to the end.
 */
export function parameterHome(parameter: Die, { module, unit, fn, subprogram }: CodePlace): Block | null {
  const entry = subprogram?.inherited((die) => die.address(At.low_pc));
  if (!fn || entry === undefined) return null;
  const location = parameter.inherited((origin) => locationAt(origin, At.location, entry)) ?? null;
  const [only, ...more] = location ? readOperations(location, unit) : [];
  const [kind, index] = only?.code === Op.WASM_location && more.length === 0 ? only.operands.map(Number) : [];
  const isParameter = kind === LOCAL && index! < (module.types[fn.typeIndex]?.params.length ?? 0);
  return isParameter && !writtenLocals(module, fn).has(index!) ? location : null;
}

const LOCAL = 0;

const written = new WeakMap<WasmFunction, ReadonlySet<number>>();

/** What `local.set` and `local.tee` write. */
function writtenLocals(module: WasmModule, fn: WasmFunction): ReadonlySet<number> {
  const found = written.get(fn) ?? new Set(decodeBody(module, fn).instructions.filter(({ mnemonic }) => WRITES.has(mnemonic)).map(({ immediates: [target] }) => (target as { value: number }).value));
  written.set(fn, found);
  return found;
}

const WRITES = new Set(['local.set', 'local.tee']);
