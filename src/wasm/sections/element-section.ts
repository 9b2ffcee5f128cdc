import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import { moduleOffset } from '../../base/offsets';
import { readConstantExpression } from '../constant-expression';
import type { ElementSegment, ValueType } from '../module';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';
import { readValueType } from '../value-type';

/** Bits of a segment's flags (Wasm 3.0, 5.5.12). */
const NOT_ACTIVE = 1;
const EXPLICIT = 2;
const EXPRESSIONS = 4;

/** Element section (5.5.12). */
export const readElementSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.functions, () => draft.elements.push(readElementSegment(at)));
};

function readElementSegment(at: ByteCursor): ElementSegment {
  const start = at.offset;
  const flags = at.uleb32();
  if (flags > 7) throw at.error(`unknown element segment flags 0x${flags.toString(16)}`, start);
  const active = !(flags & NOT_ACTIVE);
  const explicit = (flags & EXPLICIT) !== 0;
  const table = active && explicit ? at.uleb32() : 0;
  const offset = active ? readConstantExpression(at) : null;
  const type = flags & (NOT_ACTIVE | EXPLICIT) ? readElementType(at, flags) : 'funcref';
  const expressions = (flags & EXPRESSIONS) !== 0;
  const functions: (number | null)[] = [];
  let itemsOffset = moduleOffset(at.offset);
  readVector(at, LIMITS.wasm.functions, (index) => {
    if (index === 0) itemsOffset = moduleOffset(at.offset);
    functions.push(expressions ? (readConstantExpression(at).functions[0] ?? null) : at.uleb32());
  });
  return { mode: active ? 'active' : explicit ? 'declarative' : 'passive', table, offset, type, itemsOffset, expressions, functions };
}

function readElementType(at: ByteCursor, flags: number): ValueType {
  if (flags & EXPRESSIONS) return readValueType(at);
  const start = at.offset;
  if (at.u8() !== 0) throw at.error('unknown element kind', start);
  return 'funcref';
}
