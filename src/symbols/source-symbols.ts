import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import type { ModuleOffset } from '../base/offsets';
import { At } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { Unit } from '../dwarf/unit';
import { snapForward } from '../wasm/function-body';
import type { WasmFunction, WasmModule } from '../wasm/module';
import type { CodeBlock } from './code-blocks';
import { blockPath } from './code-blocks';
import type { DwarfFunctions } from './dwarf-functions';
import { DwarfTypes } from './dwarf-types';
import { fileOf, globalsOf, variablesOf } from './dwarf-variables';
import { functionNameOf, linkageNameOf, readableSymbol } from './entry-names';
import type { CodePlace } from './frame-context';
import { GlobalsByName } from './globals-by-name';
import type { LineIndex } from './line-index';
import { isCalled } from './function-names';
import { startsOfCopy } from './inlined-copy';
import { locateLine, placesInLines } from './locate';
import type { BreakpointPlace, DebugInfoKind, FunctionPlace, FunctionSymbol, LineRow, Located, ModuleSymbols, OffsetRange, SourceFrame, SourceLanguage, StepUnit } from './module-symbols';
import { NameIndex } from './name-index';
import type { FoundSymbols, SymbolSearchOptions } from './named-symbol';
import { languageOf, languageOfFile } from './source-language';
import { stepRangesOf } from './step-ranges';
import { searchSymbols } from './symbol-search';
import type { TypeInfo } from './type-info';
import type { Variable } from './variable';
import { typeWithVtable } from './vtables';

/** The parts that openSymbols puts together. */
export interface SymbolParts {
  readonly module: WasmModule;
  /** All but the name section, which is read when it is asked for. */
  readonly kinds: readonly DebugInfoKind[];
  /** Also those that are not believed. */
  readonly allUnits: readonly Unit[];
  readonly units: readonly Unit[];
  /** What the name section calls a function: that of the module, or of the file that holds its debug information. */
  nameOf(index: number): string | undefined;
  /** Types of split files that are apart from the units; those of the module are among them. */
  readonly typeUnits: () => Iterable<Unit>;
  readonly functions: DwarfFunctions | null;
  readonly lines: LineIndex;
  readonly problems: DecodeError[];
}

/** What a row says, or an inlined call: a place without a name. */
interface Place {
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
  readonly nearLine?: number;
}

const NOWHERE: Place = { file: null, line: 0, column: 0 };

export class SourceSymbols implements ModuleSymbols {
  readonly module: WasmModule;
  readonly problems: readonly DecodeError[];
  private readonly blockNames = new WeakMap<CodeBlock, Pick<SourceFrame, 'function' | 'linkageName'>>();
  private readonly names: NameIndex;
  private readonly types: DwarfTypes;
  private readonly allGlobals: GlobalsByName;
  private readonly lines: LineIndex;
  private readonly functions: DwarfFunctions | null;
  private readonly vtables = new Map<number, TypeInfo | undefined>();

  constructor(private readonly parts: SymbolParts) {
    ({ module: this.module, problems: this.problems, lines: this.lines, functions: this.functions } = parts);
    this.names = new NameIndex(() => [...parts.units, ...parts.typeUnits()], parts.problems);
    this.types = new DwarfTypes(parts.problems, this.names);
    this.allGlobals = new GlobalsByName(parts.module, this.names, this.types);
  }

  get kinds(): readonly DebugInfoKind[] {
    return this.module.names.functions.size > 0 ? [...this.parts.kinds, 'name-section'] : this.parts.kinds;
  }

  get dwarfVersions(): readonly number[] {
    return [...new Set(this.parts.allUnits.map(({ version }) => version))].sort((left, right) => left - right);
  }

  get unitCount(): number {
    return this.parts.allUnits.length;
  }

  statistics(): { functions: number; lineRows: number } {
    let lineRows = 0;
    for (const { sequences } of this.lines.sources()) for (const { first, last } of sequences) lineRows += last - first;
    let functions = 0;
    for (const fn of this.module.functions) if (this.functions?.describes(fn)) functions++;
    return { functions, lineRows };
  }

  framesAt(offset: ModuleOffset): readonly SourceFrame[] {
    const fn = this.module.functionAt(offset);
    if (!fn) return [];
    const place = this.placeAt(fn, offset);
    const path = this.framePath(fn, offset);
    if (path.length === 0) return this.frameByName(fn, place);
    return path.map((group, depth) => this.frameOf(group[0]!, depth === 0 ? place : this.callPlace(path[depth - 1]![0]!), fn));
  }

  locate(file: string, line: number, column?: number): Located {
    return locateLine(this.lines, this.module, file, line, column, (fn, offset) => `${fn.index} ${this.framePath(fn, offset)[0]?.[0]?.die.offset ?? ''}`);
  }

  functionAt(offset: ModuleOffset): FunctionSymbol | undefined {
    const fn = this.module.functionAt(offset);
    return fn && this.functionSymbol(fn);
  }

  functionsNamed(name: string): readonly FunctionSymbol[] {
    const matching = (functions: readonly WasmFunction[]): WasmFunction[] => functions.filter((fn) => [...this.namesOf(fn)].some((candidate) => isCalled(candidate, name)));
    const likely = matching(this.functionsLike(name));
    return (likely.length > 0 ? likely : matching([...this.module.functions])).flatMap((fn) => this.functionSymbol(fn) ?? []);
  }

  symbolsLike(query: string, options?: SymbolSearchOptions): FoundSymbols {
    const { module, names, parts: { problems } } = this;
    return searchSymbols({ module, names, problems, functionName: (index) => this.functionName(index), files: () => this.files(), functionSymbol: (fn) => this.functionSymbol(fn) }, query, options);
  }

  placesOfFunction(name: string): readonly FunctionPlace[] {
    const own = this.functionsNamed(name).map(({ bodyPlace }) => ({ offset: bodyPlace, inlined: false }));
    const copies = [...(this.functions?.inlinedCopies((die) => this.namesOfEntry(die).some((candidate) => isCalled(candidate, name))) ?? [])];
    const inlined = copies.flatMap(({ fn, die, ranges }) => {
      const lines = this.lines.linesOf(fn);
      const isOfCopy = (offset: ModuleOffset): boolean => this.framePath(fn, offset).some((group) => group[0]!.die.offset === die.offset);
      return lines ? startsOfCopy(this.module, lines, ranges).filter(isOfCopy).map((offset) => ({ offset, inlined: true })) : [];
    });
    return [...own, ...inlined];
  }

  placesIn(file: string, firstLine: number, lastLine: number): readonly BreakpointPlace[] {
    return placesInLines(this.lines, this.module, file, firstLine, lastLine);
  }

  /** Those whose name in the module has the last word of a name: that spares reading the entries of all others. */
  private functionsLike(name: string): WasmFunction[] {
    const word = /\w+(?=\W*$)/.exec(name)?.[0] ?? '';
    return [...this.module.functions].filter(({ index }) => this.parts.nameOf(index)?.includes(word) ?? true);
  }

  files(): readonly string[] {
    const paths = new Set<string>();
    for (const { files } of this.lines.sources()) for (const file of files) if (file && file.path !== '') paths.add(file.path);
    return [...paths].sort();
  }

  embeddedSource(file: string): string | undefined {
    for (const { files } of this.lines.sources()) {
      const found = files.find((candidate) => candidate?.path === file && candidate.source !== null);
      if (found) return found.source!;
    }
    return undefined;
  }

  returnTypeAt(offset: ModuleOffset): TypeInfo | undefined {
    const fn = this.module.functionAt(offset);
    const die = fn && this.functions?.blocksOf(fn)?.die;
    return die && this.types.of(die);
  }

  stepRanges(offset: ModuleOffset, unit: StepUnit = 'line'): readonly OffsetRange[] {
    const fn = this.module.functionAt(offset);
    const lines = fn && this.lines.linesOf(fn);
    return lines ? stepRangesOf(lines, this.functions?.blocksOf(fn), offset, unit) : [];
  }

  rowsAt(offset: ModuleOffset): readonly LineRow[] {
    const fn = this.module.functionAt(offset);
    return [...(fn && this.lines.linesOf(fn)?.allRows()) ?? []];
  }

  variablesAt(offset: ModuleOffset): readonly (readonly Variable[])[] {
    const fn = this.module.functionAt(offset);
    if (!fn) return [];
    const path = this.framePath(fn, offset);
    if (path.length === 0) return this.framesAt(offset).map(() => []);
    const subprogram = path.at(-1)![0]!.die;
    const place: CodePlace = { module: this.module, unit: subprogram.unit, fn, subprogram, address: this.addressOf(offset) };
    return path.map((group) => variablesOf(group, this.types, place));
  }

  globals(offset?: ModuleOffset): readonly Variable[] {
    const fn = offset === undefined ? undefined : this.module.functionAt(offset);
    const unit = fn && this.functions?.unitOf(fn);
    const units = offset === undefined ? this.parts.units : unit ? [unit] : [];
    return units.flatMap((one) => globalsOf({ module: this.module, unit: one, fn: null, subprogram: null, address: 0 }, this.types));
  }

  globalNamed(name: string): Variable | undefined {
    return this.allGlobals.named(name);
  }

  typeNamed(name: string, isShort?: boolean): TypeInfo | undefined {
    return this.types.named(name, isShort);
  }

  typeWithVtable(address: number): TypeInfo | undefined {
    if (!this.vtables.has(address)) this.vtables.set(address, typeWithVtable(address, this.parts.units, this.types));
    return this.vtables.get(address);
  }

  private addressOf(offset: ModuleOffset): number {
    return offset - (this.module.codeStart ?? 0);
  }

  /** Blocks by source-level frame, innermost first; each group begins with the frame's function or inlined copy. */
  private framePath(fn: WasmFunction, offset: ModuleOffset): CodeBlock[][] {
    const blocks = this.functions?.blocksOf(fn);
    if (!blocks) return [];
    const groups: CodeBlock[][] = [];
    for (const block of blockPath(blocks, this.addressOf(offset))) {
      if (block.kind === 'lexical') groups.at(-1)!.push(block);
      else groups.push([block]);
    }
    return groups.reverse();
  }

  private frameOf(block: CodeBlock, place: Place, fn: WasmFunction): SourceFrame {
    return {
      ...this.namesOfBlock(block, fn),
      ...place,
      inlined: block.kind === 'inlined',
      language: languageOf(block.die.unit.language),
    };
  }

  /** Made once: a profile asks for the same ones over and over. */
  private namesOfBlock(block: CodeBlock, fn: WasmFunction): Pick<SourceFrame, 'function' | 'linkageName'> {
    const known = this.blockNames.get(block);
    if (known) return known;
    const linkageName = this.read(() => (block.kind === 'function' ? this.symbolOf(block.die, fn) : linkageNameOf(block.die))) ?? null;
    const names = { function: this.read(() => functionNameOf(block.die, linkageName)) || this.nameFromModule(fn), linkageName };
    this.blockNames.set(block, names);
    return names;
  }

  /** No subprogram is known: lines may be all the same, as with -gline-tables-only and source maps. */
  private frameByName(fn: WasmFunction, place: Place): SourceFrame[] {
    const linkageName = this.functionName(fn.index);
    if (linkageName === undefined && place.file === null) return [];
    const language: SourceLanguage = place.file === null ? 'other' : languageOfFile(place.file);
    return [{ function: this.nameFromModule(fn), linkageName: linkageName ?? null, ...place, inlined: false, language }];
  }

  /** Of lines alone (`-gline-tables-only`) entries have no symbols, but the module may. */
  private symbolOf(die: Die, fn: WasmFunction): string | null {
    const own = linkageNameOf(die);
    const known = own === null ? this.functionName(fn.index) : undefined;
    return known?.startsWith('_Z') ? known : own;
  }

  /** Mangled or not; of an export where there is no other. */
  private functionName(index: number): string | undefined {
    return this.parts.nameOf(index) ?? this.module.functionName(index);
  }

  private nameFromModule(fn: WasmFunction): string {
    const name = this.functionName(fn.index);
    return name === undefined ? `function[${fn.index}]` : readableSymbol(name);
  }

  private placeAt(fn: WasmFunction, offset: ModuleOffset): Place {
    const lines = this.lines.linesOf(fn);
    const row = lines?.rowAt(offset) ?? -1;
    if (!lines || row < 0) return NOWHERE;
    const file = lines.file(row);
    if (file === null) return NOWHERE;
    const line = lines.line(row);
    const nearLine = line === 0 ? lines.nearLine(row) : undefined;
    return { file, line, column: lines.column(row), ...(nearLine === undefined ? {} : { nearLine }) };
  }

  /** Where the inlined copy was called from, which is where its caller's frame stands. */
  private callPlace({ die }: CodeBlock): Place {
    const place = attempt(this.parts.problems, () => {
      const file = die.unit.lineTable?.files[die.number(At.call_file) ?? -1]?.path ?? null;
      return { file, line: die.number(At.call_line) ?? 0, column: die.number(At.call_column) ?? 0 };
    });
    return place ?? NOWHERE;
  }

  private functionSymbol(fn: WasmFunction): FunctionSymbol | undefined {
    const block = this.functions?.blocksOf(fn);
    const linkageName = block ? this.namesOfBlock(block, fn).linkageName : this.functionName(fn.index);
    const declared = block && this.read(() => declarationOf(block.die));
    const lines = declared ? null : this.lines.linesOf(fn);
    if (!block && !lines && linkageName === undefined) return undefined;
    const first = lines ? { file: lines.file(lines.first), line: lines.line(lines.first) } : { file: null, line: 0 };
    const { file, line } = declared ?? first;
    const bodyPlace = (): ModuleOffset => this.bodyPlace(fn);
    return {
      name: block ? this.namesOfBlock(block, fn).function : this.nameFromModule(fn),
      linkageName: linkageName ?? null,
      index: fn.index,
      start: fn.bodyStart,
      end: fn.bodyEnd,
      // Asked for by breakpoints alone: it takes the function's rows and its instructions.
      get bodyPlace() {
        return bodyPlace();
      },
      file,
      line,
      language: block ? languageOf(block.die.unit.language) : file === null ? 'other' : languageOfFile(file),
    };
  }

  private bodyPlace(fn: WasmFunction): ModuleOffset {
    const lines = this.lines.linesOf(fn);
    const row = lines?.bodyRow ?? -1;
    const wanted = lines && row >= 0 ? lines.offsetAt(row) : fn.bodyStart;
    return snapForward(this.module, wanted) ?? fn.bodyStart;
  }

  private *namesOf(fn: WasmFunction): Generator<string> {
    const die = this.functions?.blocksOf(fn)?.die;
    if (die) yield* this.namesOfEntry(die);
    yield this.nameFromModule(fn);
  }

  private namesOfEntry(die: Die): string[] {
    const names = [() => functionNameOf(die), () => linkageNameOf(die), () => die.inherited((origin) => origin.string(At.name))].map((read) => this.read(read));
    return names.flatMap((name) => name ?? []);
  }

  private read<Value>(read: () => Value): Value | undefined {
    return attempt(this.parts.problems, read);
  }
}

function declarationOf(die: Die): { file: string; line: number } | undefined {
  const file = die.inherited(fileOf);
  return file === undefined ? undefined : { file, line: die.inherited((origin) => origin.number(At.decl_line)) ?? 0 };
}
