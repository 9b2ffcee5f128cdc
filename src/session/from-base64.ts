/** Some 10 ms of work; a multiple of four, which is what three bytes take. */
const SLICE_CHARACTERS = 8 << 20;

/** Decodes the bytes of a module in slices, with room for other requests between them. */
export async function fromBase64(text: string, sliceCharacters = SLICE_CHARACTERS): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text, 'base64'));
  let written = 0;
  for (let at = 0; at < text.length; at += sliceCharacters) {
    await new Promise(setImmediate);
    written += bytes.write(text.slice(at, at + sliceCharacters), written, 'base64');
  }
  return bytes.subarray(0, written);
}
