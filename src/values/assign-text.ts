import { memoryAddress } from '../base/offsets';
import { NoResult } from './arithmetic';
import { roomOf, textOf } from './ask-formatters';
import type { MemoryWrite } from './memory-write';
import { bytesOf } from './storage';
import type { Value } from './value';

/** New text where the old one stands: nothing is allocated, so it has to fit. undefined where the target holds no text, or the value is none. */
export async function textWrites(target: Value, value: Value): Promise<MemoryWrite[] | undefined> {
  const given = await textOf(value);
  if (!given) return undefined;
  const room = await roomOf(target);
  if (!room && target.shape.kind === 'struct' && (await textOf(target))) throw new NoResult('it only points to its text, and this one stands nowhere that it could point to');
  if (!room) return undefined;
  if (given.cut) throw new NoResult('this text is too long to be written over another');
  const units = encoded(given.text, room.unitBytes);
  const length = units.length / room.unitBytes;
  if (length > room.capacity) throw new NoResult(`there is room for ${room.capacity} ${room.unitBytes === 1 ? 'bytes' : 'characters'} of text, and this has ${length}: growing takes the program itself`);
  const terminated = room.hasNul ? Uint8Array.of(...units, ...new Uint8Array(room.unitBytes)) : units;
  const lengths = room.lengths(length).map(({ place, value: held }) => ({ address: place.address!, bytes: bytesOf(held, place.sizeBytes) }));
  return [...(terminated.length > 0 ? [{ address: memoryAddress(room.address), bytes: terminated }] : []), ...lengths];
}

/** UTF-8, UTF-16 or UTF-32, little endian. */
function encoded(text: string, unitBytes: number): Uint8Array {
  if (unitBytes === 1) return new TextEncoder().encode(text);
  const codes = unitBytes === 2 ? Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)) : Array.from(text, (character) => character.codePointAt(0)!);
  return Uint8Array.from(codes.flatMap((code) => [...bytesOf(BigInt(code), unitBytes)]));
}
