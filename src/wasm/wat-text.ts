/** A string of the text format (Wasm 3.0, 6.3.3). */
export function quoteText(text: string): string {
  return quoteBytes(encoder.encode(text));
}

const encoder = new TextEncoder();

/** The same of any bytes: printable ASCII as it is, the rest as two hexadecimal digits. */
export function quoteBytes(bytes: Uint8Array): string {
  let quoted = '"';
  for (const byte of bytes) quoted += PRINTED[byte]!;
  return `${quoted}"`;
}

const PRINTED = Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? String.fromCharCode(byte) : `\\${hexByte(byte)}`));

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
