import { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { WasmModule } from './module';
import { readVector } from './module-draft';
import { SectionId } from './section-id';
import { readHeapType, readValueType } from './value-type';
import type { WatNames } from './wat-names';

/**
 * The type section as text, a line a type (Wasm 3.0, 6.4.6), recursive groups and subtypes as they are written. Read
 * from the bytes: nothing else wants to know what is inside of structs. Throws DecodeError where the section is damaged.
 */
export function* typesToWat(module: WasmModule, names: WatNames): Generator<string> {
  const section = module.sections.find(({ id }) => id === SectionId.type);
  if (!section) return;
  const at = new ByteCursor('type', module.bytes, section.payloadOffset, section.payloadOffset + section.payloadSize);
  const reader = new TypeText(at, names);
  for (let left = at.uleb32(); left > 0; left--) yield* reader.group();
}

const RECURSIVE_GROUP = 0x4e;
const SUB_FINAL = 0x4f;
const SUB = 0x50;
const SHARED = 0x65;
const DESCRIBES = 0x4c;
const DESCRIPTOR = 0x4d;

class TypeText {
  private index = 0;

  constructor(
    private readonly at: ByteCursor,
    private readonly names: WatNames,
  ) {}

  *group(): Generator<string> {
    if (!this.take(RECURSIVE_GROUP)) {
      yield this.definition();
      return;
    }
    yield '(rec';
    for (let left = this.at.uleb32(); left > 0; left--) yield `  ${this.definition()}`;
    yield ')';
  }

  private definition(): string {
    const name = this.names.definition('type', this.index++);
    const final = this.take(SUB_FINAL);
    if (!final && !this.take(SUB)) return `(type ${name} ${this.composite()})`;
    const supertypes = this.list(() => this.typeName());
    return `(type ${name} ${['(sub', ...(final ? ['final'] : []), ...supertypes, this.composite()].join(' ')}))`;
  }

  private composite(): string {
    const shared = this.take(SHARED);
    const clauses: string[] = [];
    if (this.take(DESCRIBES)) clauses.push(`(describes ${this.typeName()})`);
    if (this.take(DESCRIPTOR)) clauses.push(`(descriptor ${this.typeName()})`);
    const text = [...clauses, this.plain()].join(' ');
    return shared ? `(shared ${text})` : text;
  }

  private plain(): string {
    const start = this.at.offset;
    const form = this.at.u8();
    switch (form) {
      case 0x60:
        return `(func${words('param', this.list(() => readValueType(this.at)))}${words('result', this.list(() => readValueType(this.at)))})`;
      case 0x5f:
        return `(struct${this.list(() => ` (field ${this.field()})`).join('')})`;
      case 0x5e:
        return `(array ${this.field()})`;
      case 0x5d:
        return `(cont ${readHeapType(this.at)})`;
      default:
        throw this.at.error(`unknown type form 0x${form.toString(16)}`, start);
    }
  }

  private field(): string {
    const type = readValueType(this.at);
    return this.at.u8() === 1 ? `(mut ${type})` : type;
  }

  private typeName(): string {
    return this.names.of('type', this.at.uleb32());
  }

  private list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    readVector(this.at, LIMITS.wasm.types, () => items.push(read()));
    return items;
  }

  private take(byte: number): boolean {
    if (this.at.done || this.at.bytes[this.at.offset] !== byte) return false;
    this.at.offset++;
    return true;
  }
}

function words(keyword: string, types: readonly string[]): string {
  return types.length === 0 ? '' : ` (${keyword} ${types.join(' ')})`;
}
