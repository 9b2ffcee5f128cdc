import { ByteCursor } from '../../base/byte-cursor';
import type { DecodeError } from '../../base/decode-error';
import { attempt } from '../../base/decode-error';
import { LIMITS } from '../../base/limits';
import type { NamedKind, WasmNames } from '../module';
import { readName } from '../module-draft';
import { NameMap } from '../name-map';
import { NestedNames } from '../nested-names';

/** Subsections that hold one name an index (Wasm 3.0, 7.4.1; extended name section proposal). */
const FLAT: readonly (readonly [id: number, kind: NamedKind])[] = [
  [1, 'function'],
  [4, 'type'],
  [5, 'table'],
  [6, 'memory'],
  [7, 'global'],
  [8, 'element'],
  [9, 'data'],
  [11, 'tag'],
];
const MODULE = 0;
const LOCALS = 2;
const LABELS = 3;

/**
 * The name section. Only the places of names are noted: one C++ module can hold 58 MB of them. A damaged subsection
 * keeps the names before the damage and does not touch the others.
 */
export class NameSection implements WasmNames {
  module: string | null = null;
  private readonly flat = new Map<NamedKind, NameMap>();
  private readonly nested = new Map<number, NestedNames>();

  constructor(
    private readonly bytes: Uint8Array,
    payload: { readonly start: number; readonly end: number } | null,
    problems: DecodeError[],
  ) {
    if (!payload) return;
    const at = new ByteCursor('name', bytes, payload.start, payload.end);
    attempt(problems, () => {
      for (let count = 0; !at.done && count < LIMITS.wasm.sections; count++) {
        const id = at.u8();
        const subsection = at.sub(at.uleb32());
        attempt(problems, () => this.readSubsection(id, subsection));
      }
    });
  }

  get functions(): ReadonlyMap<number, string> {
    return this.of('function');
  }

  get globals(): ReadonlyMap<number, string> {
    return this.of('global');
  }

  of(kind: NamedKind): ReadonlyMap<number, string> {
    return this.flat.get(kind) ?? NONE;
  }

  locals(functionIndex: number): ReadonlyMap<number, string> {
    return this.nested.get(LOCALS)?.of(functionIndex) ?? NONE;
  }

  labels(functionIndex: number): ReadonlyMap<number, string> {
    return this.nested.get(LABELS)?.of(functionIndex) ?? NONE;
  }

  private readSubsection(id: number, at: ByteCursor): void {
    if (id === MODULE) this.module = readName(at, LIMITS.wasm.nameBytes);
    if (id === LOCALS || id === LABELS) {
      const names = new NestedNames(this.bytes);
      this.nested.set(id, names);
      names.read(at);
    }
    const kind = FLAT.find(([flatId]) => flatId === id)?.[1];
    if (kind === undefined) return;
    const names = new NameMap(this.bytes);
    this.flat.set(kind, names);
    names.read(at);
  }
}

const NONE: ReadonlyMap<number, string> = new Map();
