import { moduleOffset } from '../base/offsets';
import type { ConstantExpression, ElementSegment, MemoryType, TableType, WasmImport, WasmModule } from './module';
import { ByteCursor } from '../base/byte-cursor';
import { DecodeError } from '../base/decode-error';
import { readConstantExpression } from './constant-expression';
import { readExpression } from './instructions';
import type { WatLine } from './wat';
import type { WatNames } from './wat-names';
import { watNames } from './wat-names';
import { operandsOf } from './wat-operands';
import { quoteBytes, quoteText } from './wat-text';
import { typesToWat } from './wat-types';

const DATA_PER_LINE = 64;

/** Everything of a module but its functions, a field a line, in the order of the sections (Wasm 3.0, 6.6). */
export function* moduleFieldsToWat(module: WasmModule): Generator<WatLine> {
  const fields = new ModuleFields(module);
  yield* fields.types();
  yield* fields.imports();
  yield* fields.tables();
  yield* fields.memories();
  yield* fields.tags();
  yield* fields.globals();
  yield* fields.exports();
  yield* fields.segments();
}

class ModuleFields {
  private readonly names: WatNames;

  constructor(private readonly module: WasmModule) {
    this.names = watNames(module);
  }

  *types(): Generator<WatLine> {
    try {
      for (const text of typesToWat(this.module, this.names)) yield line(text);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      yield line(`;; ${error.message}`);
    }
  }

  *imports(): Generator<WatLine> {
    for (const item of this.module.imports) yield line(`(import ${quoteText(item.module)} ${quoteText(item.name)} (${item.kind} ${this.importedType(item)}))`);
  }

  *tables(): Generator<WatLine> {
    yield* this.own('table', this.module.tables, (type) => this.tableType(type) + (type.initialiser ? ` ${this.expression(type.initialiser)}` : ''));
  }

  *memories(): Generator<WatLine> {
    yield* this.own('memory', this.module.memories, memoryType);
  }

  *tags(): Generator<WatLine> {
    yield* this.own('tag', this.module.tags, (typeIndex) => `(type ${this.names.of('type', typeIndex)})`);
  }

  *globals(): Generator<WatLine> {
    const imported = this.importCount('global');
    yield* this.own('global', this.module.globals, (type, index) => {
      const initialiser = this.module.globalInitialisers[index - imported];
      return `${globalType(type)}${initialiser ? ` ${this.expression(initialiser)}` : ''}`;
    });
  }

  /** Functions defined here carry their exports themselves. */
  *exports(): Generator<WatLine> {
    const elsewhere = this.module.exports.filter(({ kind, index }) => kind !== 'func' || index < this.module.importedFunctionCount);
    for (const { name, kind, index } of elsewhere) yield line(`(export ${quoteText(name)} (${kind} ${this.reference(kind, index)}))`);
    if (this.module.startFunction !== null) yield line(`(start ${this.names.function(this.module.startFunction)})`);
  }

  *segments(): Generator<WatLine> {
    for (const [index, segment] of this.module.elements.entries()) {
      const { mode, table, offset, type, functions, expressions } = segment;
      const place = offset ? ` (table ${this.names.of('table', table)}) ${this.expression(offset)}` : mode === 'declarative' ? ' declare' : '';
      const items = expressions ? [type, ...this.computedItems(segment)] : ['func', ...functions.map((item) => this.names.function(item ?? 0))];
      yield line(`(elem ${this.names.definition('element', index)}${place} ${items.join(' ')})`);
    }
    for (const [index, { memory, offset, payloadOffset, payloadSize }] of this.module.data.entries()) {
      const place = offset ? ` (memory ${this.names.of('memory', memory)}) ${this.expression(offset)}` : '';
      yield line(`(data ${this.names.definition('data', index)}${place}`);
      for (let at: number = payloadOffset; at < payloadOffset + payloadSize; at += DATA_PER_LINE) {
        const bytes = this.module.bytes.subarray(at, Math.min(at + DATA_PER_LINE, payloadOffset + payloadSize));
        yield { offset: moduleOffset(at), text: `    ${quoteBytes(bytes)}` };
      }
      yield line(')');
    }
  }

  /** The items of an index space that the module defines itself. */
  private *own<Item>(kind: 'table' | 'memory' | 'tag' | 'global', items: readonly Item[], text: (item: Item, index: number) => string): Generator<WatLine> {
    const imported = this.importCount(kind);
    for (const [position, item] of items.slice(imported).entries()) {
      const index = imported + position;
      yield line(`(${kind} ${this.names.definition(kind, index)} ${text(item, index)})`);
    }
  }

  private importCount(kind: WasmImport['kind']): number {
    return this.module.imports.filter((item) => item.kind === kind).length;
  }

  private importedType({ kind, index, typeIndex }: WasmImport): string {
    const name = this.names.definition(kind === 'func' ? 'function' : kind, index);
    const { tables, memories, globals } = this.module;
    if (kind === 'table') return `${name} ${tables[index] ? this.tableType(tables[index]) : ''}`;
    if (kind === 'memory') return `${name} ${memories[index] ? memoryType(memories[index]) : ''}`;
    if (kind === 'global') return `${name} ${globals[index] ? globalType(globals[index]) : ''}`;
    return `${name} (type ${this.names.of('type', typeIndex ?? 0)})`;
  }

  private reference(kind: WasmImport['kind'], index: number): string {
    return kind === 'func' ? this.names.function(index) : this.names.of(kind, index);
  }

  private tableType({ element, initial, maximum, is64 }: TableType): string {
    return `${is64 ? 'i64 ' : ''}${limits(initial, maximum)} ${element}`;
  }

  private computedItems({ itemsOffset, functions }: ElementSegment): string[] {
    const at = new ByteCursor('element', this.module.bytes, itemsOffset);
    return functions.map(() => `(item ${this.expression(readConstantExpression(at))})`);
  }

  private expression({ start, end }: ConstantExpression): string {
    const instructions = readExpression(new ByteCursor('expression', this.module.bytes, start, end)).slice(0, -1);
    const none = { index: -1, typeIndex: -1, bodyStart: moduleOffset(start), bodyEnd: moduleOffset(end) };
    return instructions.map((instruction) => `(${[instruction.mnemonic, ...operandsOf(instruction, this.names, none, [])].join(' ')})`).join(' ');
  }
}

function line(text: string): WatLine {
  return { offset: null, text: `  ${text}` };
}

function limits(minimum: number, maximum: number | null): string {
  return maximum === null ? String(minimum) : `${minimum} ${maximum}`;
}

function memoryType({ initialPages, maximumPages, shared, is64, pageSizeBytes }: MemoryType): string {
  const pages = `${is64 ? 'i64 ' : ''}${limits(initialPages, maximumPages)}${shared ? ' shared' : ''}`;
  return pageSizeBytes === 65_536 ? pages : `${pages} (pagesize ${pageSizeBytes})`;
}

function globalType({ type, mutable }: { type: string; mutable: boolean }): string {
  return mutable ? `(mut ${type})` : type;
}

