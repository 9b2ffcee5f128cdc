import { memoryAddress } from '../../../src/base/offsets';
import type { BaseType, EnumType, Member, PointerType, StructType, TypeInfo, VariantPart } from '../../../src/symbols/type-info';
import type { FrameState, ResolvedLocation, Variable } from '../../../src/symbols/variable';

/** Builders for types and variables, over a real memory that tests write into. */

export const base = (name: string, sizeBytes: number, encoding: BaseType['encoding']): BaseType => ({ kind: 'base', name, sizeBytes, encoding });
export const INT = base('int', 4, 'signed');
export const U8 = base('u8', 1, 'unsigned');
export const USIZE = base('usize', 4, 'unsigned');
export const CHAR = base('char', 1, 'signed-char');
export const DOUBLE = base('double', 8, 'float');

export const pointerTo = (target: TypeInfo, name = `${target.name} *`, flavour: PointerType['flavour'] = 'pointer'): PointerType => ({ kind: 'pointer', name, sizeBytes: 4, flavour, target });
export const arrayOf = (element: TypeInfo, ...counts: (number | null)[]): TypeInfo => ({
  kind: 'array',
  name: `${element.name}${counts.map((count) => `[${count ?? ''}]`).join('')}`,
  sizeBytes: counts.includes(null) ? null : counts.reduce<number>((size, count) => size * count!, element.sizeBytes!),
  element,
  counts,
});
export const enumOf = (name: string, values: Record<string, number>, sizeBytes = 4): EnumType => ({
  kind: 'enum', name, sizeBytes, signed: false, enumerators: Object.entries(values).map(([key, value]) => ({ name: key, value: BigInt(value) })),
});
export const typedef = (name: string, target: TypeInfo): TypeInfo => ({ kind: 'typedef', name, sizeBytes: target.sizeBytes, target });
export const field = (name: string, type: TypeInfo, offsetBytes: number, bits?: Member['bits']): Member => ({ name, type, offsetBytes, artificial: false, ...(bits ? { bits } : {}) });

export function structOf(name: string, sizeBytes: number, members: readonly Member[], more: Partial<StructType> = {}): StructType {
  return { kind: 'struct', name, sizeBytes, flavour: 'struct', members, bases: [], variants: null, typeParameters: [], ...more };
}

export const enumWith = (name: string, sizeBytes: number, variants: VariantPart): StructType => structOf(name, sizeBytes, [], { variants });

export class Program implements FrameState {
  readonly wasmMemory = new WebAssembly.Memory({ initial: 1 });
  readonly view = new DataView(this.wasmMemory.buffer);
  reads = 0;

  readonly memory = {
    read: (address: number, size: number): Promise<Uint8Array> => {
      this.reads++;
      const bytes = new Uint8Array(this.wasmMemory.buffer);
      return Promise.resolve(address < 0 ? new Uint8Array() : bytes.slice(address, address + size));
    },
  };

  local = (): Promise<undefined> => Promise.resolve(undefined);
  global = this.local;
  stack = this.local;

  text(address: number, text: string): number {
    new Uint8Array(this.wasmMemory.buffer).set(Buffer.from(text), address);
    return Buffer.byteLength(text);
  }

  words(address: number, ...words: number[]): void {
    for (const [index, word] of words.entries()) this.view.setUint32(address + index * 4, word, true);
  }

  variable(name: string, type: TypeInfo, address: number): Variable {
    return variableAt(name, type, { kind: 'memory', address: memoryAddress(address) });
  }
}

export function variableAt(name: string, type: TypeInfo, location: ResolvedLocation): Variable {
  return { name, type, kind: 'local', depth: 0, file: null, line: 0, location: location.kind, available: location.kind !== 'optimised-out', resolve: () => Promise.resolve(location) };
}
