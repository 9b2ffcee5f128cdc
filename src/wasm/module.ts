import type { DecodeError } from '../base/decode-error';
import type { ModuleOffset } from '../base/offsets';
import type { FunctionTable, WasmFunction } from './function-table';

export type { WasmFunction } from './function-table';

/** One section as it stands in the file (Wasm core spec 5.5.2). Offsets are module offsets, sizes bytes. */
export interface WasmSection {
  readonly id: number;
  /** Standard name (`type`, `code`, …), or for custom sections their own name. */
  readonly name: string;
  readonly headerOffset: ModuleOffset;
  /** First byte after id and size; for custom sections first byte after the name. */
  readonly payloadOffset: ModuleOffset;
  readonly payloadSize: number;
}

export type ExternKind = 'func' | 'table' | 'memory' | 'global' | 'tag';

/** A value type as text: `i32 i64 f32 f64 v128 funcref externref`, `(ref null $n)`, … */
export type ValueType = string;

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface WasmImport {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** Index in the index space of its kind. */
  readonly index: number;
  /** Functions and tags: index into `types`. */
  readonly typeIndex?: number;
}

export interface WasmExport {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

export interface MemoryType {
  readonly initialPages: number;
  readonly maximumPages: number | null;
  readonly shared: boolean;
  readonly is64: boolean;
  /** 65536 unless the module says otherwise (custom page sizes proposal). */
  readonly pageSizeBytes: number;
}

export interface TableType {
  readonly element: ValueType;
  readonly initial: number;
  readonly maximum: number | null;
  readonly is64: boolean;
  /** First value of every element; null where it is a null reference, and for imported tables. */
  readonly initialiser: ConstantExpression | null;
}

/** Where a constant expression (offset of a segment, initial value of a global) stands, its `end` included. */
export interface ConstantExpression {
  readonly start: ModuleOffset;
  readonly end: ModuleOffset;
  /** Its value where it is a single integer constant, else null. */
  readonly constant: bigint | null;
  /** Functions that it refers to (`ref.func`). */
  readonly functions: readonly number[];
}

export interface DataSegment {
  readonly mode: 'active' | 'passive';
  readonly memory: number;
  /** null when passive. */
  readonly offset: ConstantExpression | null;
  readonly payloadOffset: ModuleOffset;
  readonly payloadSize: number;
}

export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declarative';
  readonly table: number;
  /** null unless active. */
  readonly offset: ConstantExpression | null;
  readonly type: ValueType;
  /** Where the items stand: function indexes, or expressions where `expressions`. */
  readonly itemsOffset: ModuleOffset;
  readonly expressions: boolean;
  /** Function index an item, null for a null reference or anything computed. */
  readonly functions: readonly (number | null)[];
}

export interface GlobalType {
  readonly type: ValueType;
  readonly mutable: boolean;
}

/** Damaged input gives what could be read; `problems` say what could not, with offsets. `bytes` are never copied. */
export interface WasmModule {
  readonly bytes: Uint8Array;
  readonly sections: readonly WasmSection[];
  readonly types: readonly (FunctionType | undefined)[];
  readonly imports: readonly WasmImport[];
  readonly importedFunctionCount: number;
  /** Sorted by `bodyStart`; `functions.at(i).index === importedFunctionCount + i`. */
  readonly functions: FunctionTable;
  readonly exports: readonly WasmExport[];
  /** Whole index spaces: imported ones come first. */
  readonly memories: readonly MemoryType[];
  readonly globals: readonly GlobalType[];
  readonly tables: readonly TableType[];
  /** Type index of each tag. */
  readonly tags: readonly number[];
  /** Initial values of the globals defined here, in order. */
  readonly globalInitialisers: readonly ConstantExpression[];
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  readonly startFunction: number | null;
  /** Module offset of the code section's payload, or null without code: DWARF addresses count from here. */
  readonly codeStart: ModuleOffset | null;
  readonly names: WasmNames;
  readonly producers: readonly { readonly field: string; readonly name: string; readonly version: string }[];
  /** As the `target_features` section has them, with their prefix: `+simd128`. */
  readonly targetFeatures: readonly string[];
  /** Lower-case hex of the `build_id` section. */
  readonly buildId: string | null;
  readonly sourceMappingUrl: string | null;
  readonly externalDebugInfo: string | null;
  readonly problems: readonly DecodeError[];
  /** The payload of the first custom section of that name, as a view; undefined when absent. */
  customSection(name: string): Uint8Array | undefined;
  /** The defined function whose body holds `offset`. Logarithmic. */
  functionAt(offset: ModuleOffset): WasmFunction | undefined;
  /** Name section, else export name, else import `module.name`, else undefined. */
  functionName(index: number): string | undefined;
}

/** The name section (Wasm 3.0, 7.4.1, and the extended name section proposal), decoded on first use. */
export interface WasmNames {
  readonly module: string | null;
  readonly functions: ReadonlyMap<number, string>;
  readonly globals: ReadonlyMap<number, string>;
  locals(functionIndex: number): ReadonlyMap<number, string>;
  labels(functionIndex: number): ReadonlyMap<number, string>;
  of(kind: NamedKind): ReadonlyMap<number, string>;
}

export type NamedKind = 'function' | 'type' | 'table' | 'memory' | 'global' | 'element' | 'data' | 'tag';
