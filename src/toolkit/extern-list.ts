import type { ExternKind, WasmModule } from '../wasm/module';
import type { ListedExtern } from './shown-module';

export function importList(module: WasmModule): List {
  const { imports } = module;
  return {
    length: imports.length,
    at(place) {
      const item = imports[place];
      return item && { kind: item.kind, index: item.index, name: `${item.module}.${item.name}`, type: typeText(module, item.kind, item.index, item.typeIndex) };
    },
  };
}

export function exportList(module: WasmModule): List {
  const { exports } = module;
  const typeOf = functionTypes(module);
  return {
    length: exports.length,
    at(place) {
      const item = exports[place];
      return item && { kind: item.kind, index: item.index, name: item.name, type: typeText(module, item.kind, item.index, typeOf(item.index)) };
    },
  };
}

interface List {
  readonly length: number;
  at(place: number): ListedExtern | undefined;
}

/** Type index by function index. */
function functionTypes({ imports, functions, importedFunctionCount }: WasmModule): (index: number) => number | undefined {
  const imported = imports.filter(({ kind }) => kind === 'func');
  return (index) => (index < importedFunctionCount ? imported[index]?.typeIndex : functions.withIndex(index)?.typeIndex);
}

function typeText(module: WasmModule, kind: ExternKind, index: number, typeIndex: number | undefined): string {
  switch (kind) {
    case 'func':
      return signature(module, typeIndex);
    case 'tag':
      return signature(module, module.tags[index]);
    case 'memory': {
      const memory = module.memories[index];
      if (!memory) return '';
      return [bounds(memory.initialPages, memory.maximumPages, 'page'), memory.shared ? 'shared' : '', memory.is64 ? '64-bit' : ''].filter(Boolean).join(', ');
    }
    case 'table': {
      const table = module.tables[index];
      return table ? `${table.element}, ${bounds(table.initial, table.maximum, 'element')}` : '';
    }
    case 'global': {
      const global = module.globals[index];
      return global ? `${global.mutable ? 'mutable ' : ''}${global.type}` : '';
    }
  }
}

function signature({ types }: WasmModule, typeIndex: number | undefined): string {
  const type = typeIndex === undefined ? undefined : types[typeIndex];
  if (!type) return '';
  return `(${type.params.join(', ')})${type.results.length > 0 ? ` → ${type.results.join(', ')}` : ''}`;
}

function bounds(least: number, most: number | null, noun: string): string {
  return `${least} ${noun}${least === 1 ? '' : 's'}${most === null ? '' : `, at most ${most}`}`;
}
