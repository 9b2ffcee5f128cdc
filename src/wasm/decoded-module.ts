import { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import type { ModuleOffset } from '../base/offsets';
import type { FunctionTable } from './function-table';
import type {
  ConstantExpression, DataSegment, ElementSegment, FunctionType, GlobalType, MemoryType, TableType, WasmExport, WasmFunction, WasmImport, WasmModule, WasmNames, WasmSection,
} from './module';
import type { ModuleDraft } from './module-draft';
import { readName } from './module-draft';
import { SectionId } from './section-id';
import { readExportSection } from './sections/export-section';
import { NameSection } from './sections/name-section';
import type { Producer } from './sections/producers-section';
import { readProducers } from './sections/producers-section';
import { readTargetFeatures } from './sections/target-features-section';

/** A read module; what large modules have much of is decoded when first asked for, and its problems join the others then. */
export class DecodedModule implements WasmModule {
  readonly sections: readonly WasmSection[];
  readonly types: readonly (FunctionType | undefined)[];
  readonly imports: readonly WasmImport[];
  readonly importedFunctionCount: number;
  readonly functions: FunctionTable;
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly GlobalType[];
  readonly globalInitialisers: readonly ConstantExpression[];
  readonly tags: readonly number[];
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  readonly startFunction: number | null;
  readonly codeStart: ModuleOffset | null;
  private readonly found: DecodeError[];
  private readonly lazy = new Map<string, unknown>();

  constructor(
    readonly bytes: Uint8Array,
    draft: ModuleDraft,
  ) {
    this.sections = draft.sections;
    this.types = draft.types;
    this.imports = draft.imports;
    this.importedFunctionCount = draft.importCounts.func;
    this.functions = draft.functions;
    this.tables = draft.tables;
    this.memories = draft.memories;
    this.globals = draft.globals;
    this.globalInitialisers = draft.globalInitialisers;
    this.tags = draft.tags;
    this.elements = draft.elements;
    this.data = draft.data;
    this.startFunction = draft.startFunction;
    this.codeStart = draft.sections.find(({ id }) => id === SectionId.code)?.payloadOffset ?? null;
    this.found = draft.problems;
  }

  get exports(): readonly WasmExport[] {
    return this.once('exports', () => {
      const exports: WasmExport[] = [];
      this.read(this.sections.find(({ id }) => id === SectionId.export), (at) => {
        readExportSection(at, exports);
        at.expectDone();
      });
      return exports;
    });
  }

  get names(): WasmNames {
    return this.once('names', () => {
      const section = this.custom('name');
      const payload = section && { start: section.payloadOffset, end: section.payloadOffset + section.payloadSize };
      return new NameSection(this.bytes, payload ?? null, this.found);
    });
  }

  get producers(): readonly Producer[] {
    return this.once('producers', () => {
      const producers: Producer[] = [];
      this.readCustom('producers', (at) => readProducers(at, producers));
      return producers;
    });
  }

  get targetFeatures(): readonly string[] {
    return this.once('target features', () => {
      const features: string[] = [];
      this.readCustom('target_features', (at) => readTargetFeatures(at, features));
      return features;
    });
  }

  get buildId(): string | null {
    return this.once('build id', () => this.readCustom('build_id', (at) => toHex(at.take(at.uleb32()))));
  }

  get sourceMappingUrl(): string | null {
    return this.once('source map', () => this.readCustom('sourceMappingURL', (at) => readName(at, LIMITS.wasm.nameBytes)));
  }

  get externalDebugInfo(): string | null {
    return this.once('external debug info', () => this.readCustom('external_debug_info', (at) => readName(at, LIMITS.wasm.nameBytes)));
  }

  /** Complete: asking decodes what is decoded on first use, so that its problems are here too. */
  get problems(): readonly DecodeError[] {
    void [this.functions.length, this.exports, this.names, this.producers, this.targetFeatures, this.buildId, this.sourceMappingUrl, this.externalDebugInfo];
    return this.found;
  }

  customSection(name: string): Uint8Array | undefined {
    const section = this.custom(name);
    return section && this.bytes.subarray(section.payloadOffset, section.payloadOffset + section.payloadSize);
  }

  functionAt(offset: ModuleOffset): WasmFunction | undefined {
    return this.functions.holding(offset);
  }

  functionName(index: number): string | undefined {
    return this.names.functions.get(index) ?? this.exportedNames.get(index) ?? this.importedName(index);
  }

  private get exportedNames(): ReadonlyMap<number, string> {
    return this.once('exported names', () => {
      const names = new Map<number, string>();
      for (const { kind, index, name } of this.exports) if (kind === 'func' && !names.has(index)) names.set(index, name);
      return names;
    });
  }

  private importedName(index: number): string | undefined {
    if (index >= this.importedFunctionCount) return undefined;
    const names = this.once('imported names', () => this.imports.filter(({ kind }) => kind === 'func'));
    return names[index] && `${names[index].module}.${names[index].name}`;
  }

  private custom(name: string): WasmSection | undefined {
    return this.sections.find((section) => section.id === SectionId.custom && section.name === name);
  }

  private readCustom<Value>(name: string, read: (at: ByteCursor) => Value): Value | null {
    return this.read(this.custom(name), read);
  }

  private read<Value>(section: WasmSection | undefined, read: (at: ByteCursor) => Value): Value | null {
    if (!section) return null;
    const at = new ByteCursor(section.name, this.bytes, section.payloadOffset, section.payloadOffset + section.payloadSize);
    return attempt(this.found, () => read(at)) ?? null;
  }

  private once<Value>(key: string, make: () => Value): Value {
    if (!this.lazy.has(key)) this.lazy.set(key, make());
    return this.lazy.get(key) as Value;
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
