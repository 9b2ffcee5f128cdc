import type { ByteCursor } from '../../base/byte-cursor';
import { LIMITS } from '../../base/limits';
import { moduleOffset } from '../../base/offsets';
import { readConstantExpression } from '../constant-expression';
import type { DataSegment } from '../module';
import type { SectionReader } from '../module-draft';
import { readVector } from '../module-draft';

const PASSIVE = 1;
const EXPLICIT_MEMORY = 2;

/** Data section (Wasm 3.0, 5.5.14). Contents stay where they are. */
export const readDataSection: SectionReader = (at, draft) => {
  readVector(at, LIMITS.wasm.functions, () => draft.data.push(readDataSegment(at)));
};

function readDataSegment(at: ByteCursor): DataSegment {
  const start = at.offset;
  const flags = at.uleb32();
  if (flags > EXPLICIT_MEMORY) throw at.error(`unknown data segment flags 0x${flags.toString(16)}`, start);
  const memory = flags === EXPLICIT_MEMORY ? at.uleb32() : 0;
  const offset = flags === PASSIVE ? null : readConstantExpression(at);
  const payloadSize = at.uleb32();
  return { mode: flags === PASSIVE ? 'passive' : 'active', memory, offset, payloadOffset: moduleOffset(at.advance(payloadSize)), payloadSize };
}
