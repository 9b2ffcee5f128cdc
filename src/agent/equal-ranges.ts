/** Whether two arrays are equal between two positions: one native call in Node, word by word in a page. */
export function equalRanges(one: Uint8Array, other: Uint8Array): (start: number, end: number) => boolean {
  if (typeof Buffer !== 'undefined') {
    const [first, second] = [one, other].map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as [Buffer, Buffer];
    return (start, end) => first.compare(second, start, end, start, end) === 0;
  }
  const words = [wordsOf(one), wordsOf(other)] as const;
  return (start, end) => {
    const isAligned = words[0] !== null && words[1] !== null && start % WORD_BYTES === 0;
    const wordsEnd = isAligned ? end - (end % WORD_BYTES) : start;
    if (isAligned && !areEqual(words[0], words[1], start / WORD_BYTES, wordsEnd / WORD_BYTES)) return false;
    return areEqual(one, other, wordsEnd, end);
  };
}

const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;

function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array | null {
  return byteOffset % WORD_BYTES === 0 ? new Uint32Array(buffer, byteOffset, Math.floor(byteLength / WORD_BYTES)) : null;
}

function areEqual(one: Uint8Array | Uint32Array, other: Uint8Array | Uint32Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (one[at] !== other[at]) return false;
  return true;
}
