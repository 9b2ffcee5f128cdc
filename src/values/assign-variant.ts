import { lastPart } from '../symbols/name-parts';
import { strip, type Member, type StructType, type Variant } from '../symbols/type-info';
import { NoResult } from './arithmetic';
import type { Evaluator } from './evaluator';
import type { Expression } from './expression';
import { activeVariant } from './formatters/rust/enums';
import type { MemoryWrite } from './memory-write';
import { bytesOf } from './storage';
import type { Value } from './value';

/** `None`, `Some(5)`, `Shape::Circle(2.0)`: a variant of an enum with data, and what it is to hold. */
interface VariantMeant {
  readonly variant: Variant;
  readonly operands: readonly Expression[];
}

/** undefined where the target is no such enum or the expression names none of its variants. */
export async function variantMeant(target: Value, expression: Expression, evaluator: Evaluator): Promise<VariantMeant | undefined> {
  const variants = target.shape.kind === 'struct' ? target.shape.variants?.variants : undefined;
  if (!variants || (expression.kind !== 'name' && expression.kind !== 'call')) return undefined;
  const variant = variants.find(({ name }) => name === lastPart(expression.name));
  if (!variant || (expression.kind === 'name' && !(await evaluator.isUnknown(expression.name)))) return undefined;
  return { variant, operands: expression.kind === 'call' ? expression.operands : [] };
}

/** What it holds comes first, its discriminant last. A niche is part of what another variant holds: there is none to write for that one. */
export async function variantWrites(target: Value, { variant, operands }: VariantMeant, writesFor: (part: Value, held: Expression) => Promise<MemoryWrite[]>): Promise<MemoryWrite[]> {
  const { discriminant } = (target.shape as StructType).variants!;
  const content = target.member(variant.member);
  const members = membersOf(variant);
  if (members.length !== operands.length) throw new NoResult(`${variant.name} holds ${members.length === 1 ? 'one value' : members.length === 0 ? 'nothing' : `${members.length} values`}`);
  const isNew = (await activeVariant(target).catch(() => undefined))?.variant !== variant;
  const writes: MemoryWrite[] = [];
  for (const [index, member] of members.entries()) {
    if (isNew && !isPlain(member)) throw new NoResult(`what ${variant.name} holds takes more than a number: only the program can make one`);
    writes.push(...(await writesFor(content.member(member), operands[index]!)));
  }
  const tag = discriminant && variant.value !== null ? target.member(discriminant) : undefined;
  if (tag?.address != null) writes.push({ address: tag.address, bytes: bytesOf(variant.value!, tag.sizeBytes) });
  if (writes.length === 0) throw new NoResult(`nothing in memory tells ${variant.name} from other variants`);
  return writes;
}

function membersOf({ member }: Variant): readonly Member[] {
  const shape = strip(member.type);
  return shape.kind === 'struct' ? shape.members.filter(({ type }) => strip(type).sizeBytes !== 0) : [];
}

/** Set by writing a number, in however many wrappers: what holds more than that is not made up from nothing. */
function isPlain({ type }: Pick<Member, 'type'>): boolean {
  const shape = strip(type);
  if (shape.kind !== 'struct') return shape.kind === 'base' || shape.kind === 'enum' || (shape.kind === 'pointer' && !/^(?:&|alloc::boxed::Box<)/.test(shape.name));
  const inner = shape.variants ? shape.variants.variants.map(({ member }) => member).flatMap((member) => membersOf({ member } as Variant)) : shape.members.filter((member) => strip(member.type).sizeBytes !== 0);
  return (shape.variants !== null || inner.length === 1) && inner.every(isPlain);
}
