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
  return { text: decodeWhole(bytes, size < lengthBytes), cut: size < lengthBytes, length: lengthBytes, start };
}

/** So many units of UTF-16 or UTF-32, as wide strings hold them. */
export async function textOfUnits(start: Value, length: number, unitBytes: number): Promise<Text> {
  const units = Math.min(length, LIMITS.values.stringBytes);
  const bytes = units > 0 ? await start.storage.read(0, units * unitBytes) : new Uint8Array();
  return { text: decodeUnits(bytes, unitBytes), cut: units < length, length, start };
}

/** The same up to a NUL. */
export async function textOfWideCString(start: Value, unitBytes: number, maxUnits: number = LIMITS.values.stringBytes): Promise<Text> {
  const read: number[] = [];
  while (read.length < maxUnits * unitBytes) {
    const piece = await readUpTo(start, read.length, Math.min(256, maxUnits * unitBytes - read.length));
    const units = Math.floor(piece.length / unitBytes);
    const end = Array.from({ length: units }, (_, unit) => unit).find((unit) => piece.subarray(unit * unitBytes, (unit + 1) * unitBytes).every((byte) => byte === 0));
    read.push(...piece.subarray(0, (end ?? units) * unitBytes));
    if (end !== undefined) return { text: decodeUnits(Uint8Array.from(read), unitBytes), cut: false, length: read.length / unitBytes, start };
    if (units === 0) break;
  }
  return { text: decodeUnits(Uint8Array.from(read), unitBytes), cut: true };
}

function decodeUnits(bytes: Uint8Array, unitBytes: number): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + unitBytes <= bytes.length; at += unitBytes) {
    const code = unitBytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    text += unitBytes === 2 ? String.fromCharCode(code) : code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

/** Text up to a NUL, at most `maxBytes`. Read in pieces, since it may end close before the end of the memory. */
export async function textOfCString(start: Value, maxBytes: number = LIMITS.values.stringBytes): Promise<Text> {
  const pieces: number[] = [];
  while (pieces.length < maxBytes) {
    const piece = await readUpTo(start, pieces.length, Math.min(256, maxBytes - pieces.length));
    const end = piece.indexOf(0);
    pieces.push(...(end < 0 ? piece : piece.subarray(0, end)));
    if (end >= 0) return { text: decodeUtf8(Uint8Array.from(pieces)), cut: false, length: pieces.length, start };
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
