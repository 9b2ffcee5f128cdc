import { ByteCursor } from '../../base/byte-cursor';
import { ByteWriter } from '../../base/byte-writer';
import type { DecodeError } from '../../base/decode-error';
import { attempt } from '../../base/decode-error';
import type { ModuleOffset } from '../../base/offsets';
import { moduleOffset } from '../../base/offsets';
import type { FunctionType, GlobalType, WasmExport, WasmFunction, WasmModule, WasmSection } from '../module';
import type { SectionName } from '../section-id';
import { SECTION_ORDER, SectionId, sectionPosition } from '../section-id';
import { encodeValueType } from '../value-type';
import type { Chunk } from './chunk';
import { freshChunk, sizeOf } from './chunk';
import { FunctionRenumbering } from './function-renumbering';
import { sitesInBody, sitesInSection } from './function-sites';
import { renumberedNames } from './name-section';
import type { OffsetMap } from './offset-map';
import { layOut } from './offset-map';

/** A body without its size. Ranges of the original are copied, and their offsets lead back; new code stands for `origin`. */
export interface NewBody {
  readonly parts: readonly BodyPart[];
  readonly origin: ModuleOffset;
}

/** New bytes (function indexes as the rewriter gives them), or `[start, end)` of the original cut at instructions. */
export type BodyPart = Uint8Array | { readonly start: ModuleOffset; readonly end: ModuleOffset };

export interface RewrittenModule {
  readonly bytes: Uint8Array;
  readonly offsetMap: OffsetMap;
}

/**
 * Adds to a module and replaces bodies. Everything is appended at the end of its index space, so old indexes stay
 * valid, but for imported functions: these push the module's own functions up, and every reference is renumbered.
 * Custom sections stay as they are (DWARF speaks of original offsets, to which the OffsetMap leads back), except the
 * name section, which follows the numbering, and code metadata (branch hints), which is dropped.
 */
export class ModuleRewriter {
  private readonly additions = new Map<SectionName, { count: number; items: ByteWriter }>();
  private readonly newBodies = new Map<number, NewBody>();
  private readonly appended: { readonly body: NewBody; readonly name: string | undefined }[] = [];
  private readonly renumbering: FunctionRenumbering;
  private addedTypes = 0;
  private addedImports = 0;

  /** Throws the first DecodeError of a module whose standard sections are damaged: what is not understood is not changed. */
  constructor(private readonly module: WasmModule) {
    const damage = module.problems.find(concernsExecution);
    if (damage) throw damage;
    this.renumbering = new FunctionRenumbering(module);
  }

  /** Returns the type's index. */
  addType({ params, results }: FunctionType): number {
    const items = this.add('type').u8(0x60);
    for (const types of [params, results]) items.uleb(types.length).bytes(types.map(encodeValueType));
    return this.module.types.length + this.addedTypes++;
  }

  /** Returns the function's index. All imports are added before any function is. */
  addFunctionImport(module: string, name: string, typeIndex: number): number {
    if (this.appended.length > 0 || this.newBodies.size > 0) throw new Error('imports are added first: they renumber functions');
    this.add('import').name(module).name(name).u8(0).uleb(typeIndex);
    this.renumbering.shift = ++this.addedImports;
    return this.module.importedFunctionCount + this.addedImports - 1;
  }

  /** The index in the rewritten module of a function of the original. */
  functionIndex(original: number): number {
    return this.renumbering.functionIndex(original);
  }

  /** Returns the function's index. `name` goes to the name section, if there is one. */
  addFunction(typeIndex: number, body: NewBody, name?: string): number {
    this.add('function').uleb(typeIndex);
    this.appended.push({ body, name });
    return this.firstAppended + this.appended.length - 1;
  }

  /** `original` counts as in the original module; it must be defined there, not imported. */
  replaceBody(original: number, body: NewBody): void {
    if (!this.module.functions.withIndex(original)) throw new Error(`function ${original} has no body to replace`);
    this.newBodies.set(original, body);
  }

  /** A table of `funcref`. Returns its index. */
  addTable(initial: number, maximum: number | null = null): number {
    writeLimits(this.add('table').u8(encodeValueType('funcref')), initial, maximum);
    return this.module.tables.length + this.additions.get('table')!.count - 1;
  }

  /** Returns the memory's index: more than one needs an engine with multi-memory (V8 12.0). */
  addMemory(initialPages: number, maximumPages: number | null = null): number {
    writeLimits(this.add('memory'), initialPages, maximumPages);
    return this.module.memories.length + this.additions.get('memory')!.count - 1;
  }

  /** An integer global. Returns its index. */
  addGlobal({ type, mutable }: GlobalType & { type: 'i32' | 'i64' }, initial: number | bigint): number {
    const items = this.add('global').u8(encodeValueType(type)).u8(mutable ? 1 : 0);
    items.u8(type === 'i32' ? 0x41 : 0x42).sleb(initial).u8(0x0b);
    return this.module.globals.length + this.additions.get('global')!.count - 1;
  }

  /** `index` counts as in the rewritten module. */
  addExport({ name, kind, index }: WasmExport): void {
    this.add('export').name(name).u8(EXPORT_KINDS.indexOf(kind)).uleb(index);
  }

  finish(): RewrittenModule {
    const sections: (readonly Chunk[])[] = [[this.copy(moduleOffset(0), moduleOffset(HEADER_BYTES))]];
    let position = 0;
    for (const section of this.module.sections) {
      const own = sectionPosition(section.id);
      for (; position <= own; position++) sections.push(this.standardSection(SECTION_ORDER[position]!));
      if (section.id === SectionId.custom) sections.push(this.customSection(section));
    }
    for (; position < SECTION_ORDER.length; position++) sections.push(this.standardSection(SECTION_ORDER[position]!));
    return layOut(sections.flat());
  }

  private add(section: SectionName): ByteWriter {
    const addition = this.additions.get(section) ?? { count: 0, items: new ByteWriter() };
    this.additions.set(section, addition);
    addition.count++;
    return addition.items;
  }

  /** A section as it becomes; nothing where there is neither an old one nor anything to add. */
  private standardSection(name: SectionName): readonly Chunk[] {
    const section = this.module.sections.find(({ id }) => id === SectionId[name]);
    if (name === 'code') return this.codeSection(section);
    const addition = this.additions.get(name);
    const sites = section && this.addedImports > 0 ? sitesInSection(this.module, name, section) : [];
    if (!addition && sites.length === 0) return section ? [this.copy(section.headerOffset, endOf(section))] : [];
    const start = section?.headerOffset ?? HEADER_BYTES;
    const old = section ? this.renumbering.copy(section.payloadOffset, endOf(section), sites) : [];
    if (!addition) return framed(section!.id, old, start);
    return framed(SectionId[name], [...recounted(old, addition.count, start), freshChunk(addition.items.finish(), start)], start);
  }

  private codeSection(section: WasmSection | undefined): readonly Chunk[] {
    if (!section && this.appended.length === 0) return [];
    const start = section?.payloadOffset ?? moduleOffset(HEADER_BYTES);
    const count = new ByteWriter().uleb(this.module.functions.length + this.appended.length).finish();
    const chunks = [freshChunk(count, start)];
    let copied = start + (section ? readCount(this.module.bytes.subarray(start)).size : 0);
    for (const fn of this.module.functions) {
      const replacement = this.newBodies.get(fn.index);
      chunks.push(...(replacement ? this.newBody(replacement) : this.oldBody(fn, copied)));
      copied = fn.bodyEnd;
    }
    for (const { body } of this.appended) chunks.push(...this.newBody(body));
    return framed(SectionId.code, chunks, section?.headerOffset ?? HEADER_BYTES);
  }

  /** With its size, which stands at `sizeOffset`, as long as that stays the same. */
  private oldBody(fn: WasmFunction, sizeOffset: number): readonly Chunk[] {
    const sites = this.addedImports > 0 ? sitesInBody(this.module, fn) : [];
    const whole = this.renumbering.copy(sizeOffset, fn.bodyEnd, sites);
    if (sizeOf(whole) === fn.bodyEnd - sizeOffset) return whole;
    return sized(this.renumbering.copy(fn.bodyStart, fn.bodyEnd, sites), fn.bodyStart);
  }

  private newBody({ parts, origin }: NewBody): readonly Chunk[] {
    return sized(parts.flatMap((part) => (part instanceof Uint8Array ? [freshChunk(part, origin)] : this.copiedPart(part))), origin);
  }

  private copiedPart({ start, end }: Exclude<BodyPart, Uint8Array>): readonly Chunk[] {
    const fn = this.module.functionAt(start);
    const sites = fn && this.addedImports > 0 ? sitesInBody(this.module, fn).filter((site) => site >= start && site < end) : [];
    return this.renumbering.copy(start, end, sites);
  }

  private customSection(section: WasmSection): readonly Chunk[] {
    if (section.name.startsWith('metadata.code.')) return [];
    const newNames = this.appended.flatMap(({ name }, position) => (name === undefined ? [] : [{ index: this.firstAppended + position, name }]));
    if (section.name !== 'name' || (this.addedImports === 0 && newNames.length === 0)) return [this.copy(section.headerOffset, endOf(section))];
    const names = attempt([], () => renumberedNames(this.module, section, this.renumbering, newNames));
    return names ? framed(SectionId.custom, names, section.headerOffset) : [];
  }

  private get firstAppended(): number {
    return this.functionIndex(this.module.importedFunctionCount + this.module.functions.length);
  }

  private copy(start: ModuleOffset, end: ModuleOffset): Chunk {
    return { bytes: this.module.bytes.subarray(start, end), original: start, copied: true };
  }
}

const HEADER_BYTES = 8;
const EXPORT_KINDS: readonly WasmExport['kind'][] = ['func', 'table', 'memory', 'global', 'tag'];

function concernsExecution({ section }: DecodeError): boolean {
  return section === 'header' || section.startsWith('section') || SECTION_ORDER.some((name) => name === section);
}

function writeLimits(out: ByteWriter, minimum: number, maximum: number | null): void {
  out.u8(maximum === null ? 0 : 1).uleb(minimum);
  if (maximum !== null) out.uleb(maximum);
}

function endOf(section: WasmSection): ModuleOffset {
  return moduleOffset(section.payloadOffset + section.payloadSize);
}

function framed(id: number, payload: readonly Chunk[], original: number): readonly Chunk[] {
  return [freshChunk(new ByteWriter().u8(id).uleb(sizeOf(payload)).finish(), original), ...payload];
}

function sized(body: readonly Chunk[], original: number): readonly Chunk[] {
  return [freshChunk(new ByteWriter().uleb(sizeOf(body)).finish(), original), ...body];
}

/** A section's payload with `added` more entries announced. */
function recounted(payload: readonly Chunk[], added: number, original: number): readonly Chunk[] {
  const [first, ...rest] = payload;
  if (!first) return [freshChunk(new ByteWriter().uleb(added).finish(), original)];
  const { value, size } = readCount(first.bytes);
  const count = freshChunk(new ByteWriter().uleb(value + added).finish(), first.original);
  return [count, { ...first, bytes: first.bytes.subarray(size), original: first.original + size }, ...rest];
}

function readCount(bytes: Uint8Array): { value: number; size: number } {
  const at = new ByteCursor('count', bytes);
  return { value: at.uleb32(), size: at.offset };
}
