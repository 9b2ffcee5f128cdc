import { attempt } from '../base/decode-error';
import { At, Tag } from '../dwarf/constants';
import { Die, type Block } from '../dwarf/die';
import { isAvailable, locationText } from '../dwarf/expression-text';
import { locationAt } from '../dwarf/location-list';
import { isTombstone } from '../dwarf/forms';
import { Op, readOperations } from '../dwarf/operations';
import { littleEndian, toLittleEndian } from '../dwarf/stack-value';
import type { RunTimeBound } from './array-counts';
import type { CodeBlock } from './code-blocks';
import type { DwarfTypes } from './dwarf-types';
import type { CodePlace } from './frame-context';
import { expressionContext, memoryBaseIndex } from './frame-context';
import { parameterHome } from './parameter-home';
import { resolveLocation } from './resolve-location';
import { hasRunTimeCounts, withRunTimeCounts } from './run-time-counts';
import type { TypeInfo } from './type-info';
import { qualifiedNameOf } from './type-names';
import type { FrameState, ResolvedLocation, Variable } from './variable';

/** What stands nowhere: the debug information tells its value. */
const CONSTANT = 'constant';

/** Variables of one source-level frame: `path` begins with its function or inlined copy, lexical blocks follow. */
export function variablesOf(path: readonly CodeBlock[], types: DwarfTypes, place: CodePlace): Variable[] {
  return path.flatMap(({ die }, depth) => [...declaredIn(die, types, place, depth)]);
}

function* declaredIn(block: Die, types: DwarfTypes, place: CodePlace, depth: number): Generator<Variable> {
  for (const die of block.children()) {
    if (die.tag === Tag.formal_parameter || die.tag === Tag.variable) {
      const variable = types.attempt(() => readVariable(die, types, place, die.tag === Tag.formal_parameter ? 'parameter' : 'local', depth));
      if (variable) yield variable;
    }
  }
}

/** Globals and statics of a unit: variables outside of functions that have a place or a value, each once. */
export function globalsOf(place: CodePlace, types: DwarfTypes): Variable[] {
  const all = [...readGlobals(place, types)];
  const placed = new Set(all.filter(({ location }) => location !== CONSTANT).map(({ name }) => name));
  // A class declares its statics with the value that they begin with.
  return all.filter(({ name, location }) => location !== CONSTANT || !placed.has(name));
}

/** Of an entry outside of functions; undefined where it has no name. */
export function globalAt(die: Die, place: CodePlace, types: DwarfTypes): Variable | undefined {
  return types.attempt(() => readVariable(die, types, place, 'global', 0));
}

function* readGlobals(place: CodePlace, types: DwarfTypes): Generator<Variable> {
  const { tree } = place.unit;
  for (let index = 0; index < tree.count; index++) {
    if (tree.tagOf(index) === Tag.subprogram) {
      index = tree.endOf(index) - 1;
      continue;
    }
    if (tree.tagOf(index) !== Tag.variable && tree.tagOf(index) !== Tag.member) continue;
    const die = place.unit.die(index);
    if (!die.has(At.location) && !die.has(At.const_value)) continue;
    const variable = globalAt(die, place, types);
    if (variable) yield variable;
  }
}

/** undefined for what has no name: nobody can ask for it. */
function readVariable(die: Die, types: DwarfTypes, place: CodePlace, kind: Variable['kind'], depth: number): Variable | undefined {
  const name = kind === 'global' ? qualifiedNameOf(die)?.replaceAll('(anonymous namespace)::', '') : die.inherited((origin) => origin.string(At.name));
  if (name === undefined || name === '') return undefined;
  const type = types.of(die);
  const constant = die.inherited((origin) => (origin.has(At.const_value) ? origin : undefined));
  const location = die.inherited((origin) => locationAt(origin, At.location, place.address)) ?? (kind === 'parameter' ? parameterHome(die, place) : null);
  const file = die.inherited((origin) => fileOf(origin));
  const artificial = die.tag === Tag.variable && die.inherited((origin) => (origin.flag(At.artificial) ? true : undefined));
  const declared: Declared = { name, type, kind, depth, ...(artificial ? { artificial } : {}), file: file ?? null, line: die.inherited((origin) => origin.number(At.decl_line)) ?? 0 };
  if (location === null && constant) {
    const bytes = constantBytes(constant, type);
    return { ...declared, location: CONSTANT, available: true, resolve: () => Promise.resolve({ kind: 'bytes', bytes }) };
  }
  const available = location !== null && isAvailable(location, place.unit) && !isDropped(location, place);
  return new LocatedVariable(declared, available ? location : null, place);
}

type Declared = Pick<Variable, 'name' | 'type' | 'kind' | 'depth' | 'file' | 'line' | 'artificial'>;

class LocatedVariable implements Variable {
  readonly name: string;
  readonly type: TypeInfo;
  readonly kind: Variable['kind'];
  readonly depth: number;
  readonly file: string | null;
  readonly line: number;
  readonly artificial?: true;
  readonly available: boolean;

  constructor(
    declared: Declared,
    private readonly block: Block | null,
    private readonly place: CodePlace,
  ) {
    ({ name: this.name, type: this.type, kind: this.kind, depth: this.depth, file: this.file, line: this.line } = declared);
    if (declared.artificial) this.artificial = true;
    this.available = block !== null;
  }

  get location(): string {
    return locationText(this.block, this.place.unit);
  }

  async typeIn(frame: FrameState): Promise<TypeInfo> {
    return hasRunTimeCounts(this.type) ? withRunTimeCounts(this.type, (bound) => this.countIn(frame, bound)) : this.type;
  }

  private async countIn(frame: FrameState, { source, added }: RunTimeBound): Promise<number | null> {
    const variable = source instanceof Die ? attempt([], () => locationAt(source, At.location, this.place.address)) : source;
    if (!variable) return null;
    const found = await resolveLocation(variable, expressionContext(this.place, frame, null), null);
    // The variable is as wide as `size_t`; an expression is the count itself.
    const bytes = found.kind === 'bytes' ? found.bytes : found.kind === 'memory' && source instanceof Die ? await frame.memory.read(found.address, this.place.unit.addressSize) : undefined;
    const value = bytes && bytes.length > 0 ? Number(littleEndian(bytes)) : found.kind === 'memory' ? found.address : NaN;
    return Number.isSafeInteger(value + added) && value + added >= 0 ? value + added : null;
  }

  async resolve(frame: FrameState): Promise<ResolvedLocation> {
    if (!this.block) return { kind: 'optimised-out' };
    return resolveLocation(this.block, expressionContext(this.place, frame, this.type), this.type.sizeBytes);
  }
}

export function fileOf(die: Die): string | undefined {
  const number = die.number(At.decl_file);
  return number === undefined ? undefined : die.unit.lineTable?.files[number]?.path;
}

/** A variable that the linker dropped keeps a tombstone for its address. */
function isDropped(location: Block, { unit, module }: CodePlace): boolean {
  const [only, ...more] = readOperations(location, unit);
  if (!only || more.length > 0) return false;
  const address = only.code === Op.addr ? Number(only.operands[0]) : only.code === Op.addrx ? unit.addressAt(Number(only.operands[0])) : undefined;
  // Where addresses count from a base, 0 is one like others.
  return address !== undefined && isTombstone(address, unit.addressSize) && !(address === 0 && memoryBaseIndex(module) !== undefined);
}

function constantBytes(die: Die, type: TypeInfo): Uint8Array {
  const block = die.block(At.const_value);
  if (block) return block.bytes.slice(block.start, block.end);
  const text = die.string(At.const_value);
  if (text !== undefined) return new TextEncoder().encode(`${text}\0`);
  return toLittleEndian(die.bigint(At.const_value) ?? 0n, Math.min(type.sizeBytes ?? 8, 16));
}
