import { LIMITS } from '../../base/limits';
import { messageFor } from '../../base/user-error';
import type { ImportMismatch } from '../../trace/cache-events';
import type { FunctionType, WasmImport, WasmModule } from '../../wasm/module';
import type { Probe } from '../probe';

/** Modules that could not be linked with the imports they were given, and which import was wrong. */
export const links: Probe = {
  name: 'links',
  rules: ['cache/abi-mismatch'],
  install(host) {
    host.wasm.onLinkFailure(({ hash, module }, { api, error, imports, stack }) => {
      const mismatches = importMismatches(module, imports, error);
      if (!(error instanceof WebAssembly.LinkError) && mismatches.length === 0) return;
      host.emit({ kind: 'instantiate-failed', module: hash, api, error: messageFor(error), mismatches, stack, operation: host.operations.current() });
    });
    return () => undefined;
  },
};

function importMismatches(module: WasmModule, imports: unknown, error: unknown): ImportMismatch[] {
  const mismatches: ImportMismatch[] = [];
  for (const [index, wanted] of module.imports.entries()) {
    if (mismatches.length >= LIMITS.cache.importMismatches) break;
    const value = valueOf(imports, wanted);
    if (!isOfKind(wanted.kind, value) || index === blamedImport(error)) {
      mismatches.push({ import: `${wanted.module}.${wanted.name}`, wanted: textOf(wanted, module), given: kindOf(value) });
    }
  }
  return mismatches;
}

/** V8 says which import it refused (`Import #3 "env" "f": …`): types can only be compared by it. */
function blamedImport(error: unknown): number {
  const index = /Import #(\d+)/.exec(messageFor(error))?.[1];
  return index === undefined ? -1 : Number(index);
}

function valueOf(imports: unknown, { module, name }: WasmImport): unknown {
  const namespace = (imports as Record<string, unknown> | null | undefined)?.[module];
  return (namespace as Record<string, unknown> | null | undefined)?.[name];
}

/** ToWebAssemblyValue is left to V8: any value will do for some types of globals. */
function isOfKind(kind: WasmImport['kind'], value: unknown): boolean {
  switch (kind) {
    case 'func':
      return typeof value === 'function' || (typeof value === 'object' && value !== null);
    case 'memory':
      return value instanceof WebAssembly.Memory;
    case 'table':
      return value instanceof WebAssembly.Table;
    default:
      return value !== undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  for (const name of ['Memory', 'Table', 'Global'] as const) if (value instanceof WebAssembly[name]) return name.toLowerCase();
  return typeof value;
}

function textOf({ kind, typeIndex }: WasmImport, module: WasmModule): string {
  const type = typeIndex === undefined ? undefined : module.types[typeIndex];
  return kind === 'func' && type ? `func ${typeText(type)}` : kind;
}

const typeText = ({ params, results }: FunctionType): string => `(${params.join(', ')}) -> ${results.length === 0 ? 'nothing' : results.join(', ')}`;
