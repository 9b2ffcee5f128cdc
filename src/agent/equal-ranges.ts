/** Whether two arrays are equal between two positions, multiples of four: one native call in Node, words in a page. */
export function equalRanges(one: Uint8Array, other: Uint8Array): (start: number, end: number) => boolean {
  if (typeof Buffer !== 'undefined') {
    const [first, second] = [one, other].map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as [Buffer, Buffer];
    return (start, end) => first.compare(second, start, end, start, end) === 0;
  }
  const [first, second] = [one, other].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset)) as [DataView, DataView];
  return (start, end) => {
    for (let at = start; at + WORD_BYTES <= end; at += WORD_BYTES) if (first.getUint32(at) !== second.getUint32(at)) return false;
    for (let at = end - (end % WORD_BYTES); at < end; at++) if (one[at] !== other[at]) return false;
    return true;
  };
}

const WORD_BYTES = 4;
