import { decodeUtf8 } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { Unavailable } from './storage';
import type { Text, Value } from './value';

/** Names of the escapes that C and Rust share. */
const ESCAPES: Record<number, string> = { 0: '\\0', 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

export function quoteCharacter(code: number): string {
  return `'${code === 0x27 ? "\\'" : escapeCode(code)}'`;
}

/** In double quotes; what does not print is escaped, and what is too long ends in an ellipsis. */
export function quoteText({ text, cut }: Text): string {
  let quoted = '';
  for (const character of text) quoted += character === '"' ? '\\"' : escapeCode(character.codePointAt(0)!);
  return `"${quoted}"${cut ? '…' : ''}`;
}

function escapeCode(code: number): string {
  const named = ESCAPES[code];
  if (named !== undefined) return named;
  const invisible = code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code === 0x2028 || code === 0x2029 || code > 0x10ffff;
  return invisible ? `\\u{${code.toString(16)}}` : String.fromCodePoint(code);
}

/** UTF-8 text of a known length, as Rust's `str` and C++'s `string` hold it. `start` is its first byte. */
export async function textOfBytes(start: Value, lengthBytes: number): Promise<Text> {
  const size = Math.min(lengthBytes, LIMITS.values.stringBytes);
  const bytes = size > 0 ? await start.storage.read(0, size) : new Uint8Array();
  return { text: decodeWhole(bytes, size < lengthBytes), cut: size < lengthBytes };
}

/** Text up to a NUL, at most `maxBytes`. Read in pieces, since it may end close before the end of the memory. */
export async function textOfCString(start: Value, maxBytes: number = LIMITS.values.stringBytes): Promise<Text> {
  const pieces: number[] = [];
  while (pieces.length < maxBytes) {
    const piece = await readUpTo(start, pieces.length, Math.min(256, maxBytes - pieces.length));
    const end = piece.indexOf(0);
    pieces.push(...(end < 0 ? piece : piece.subarray(0, end)));
    if (end >= 0) return { text: decodeUtf8(Uint8Array.from(pieces)), cut: false };
    if (piece.length === 0) break;
  }
  return { text: decodeWhole(Uint8Array.from(pieces), true), cut: true };
}

async function readUpTo(start: Value, offset: number, size: number): Promise<Uint8Array> {
  if (start.address === null) return start.storage.read(offset, size);
  const place = start.placedAt(start.type, start.address + offset);
  const bytes = await start.context.memory.read(place.address!, size);
  if (bytes.length === 0 && offset === 0) throw new Unavailable(`unreadable: 0x${place.address!.toString(16)} lies outside the memory`);
  return bytes;
}

/** A cut in the middle of a character would show as damage: the incomplete character is left out. */
function decodeWhole(bytes: Uint8Array, cut: boolean): string {
  const text = decodeUtf8(bytes);
  return cut ? text.replace(/\ufffd$/, '') : text;
}
