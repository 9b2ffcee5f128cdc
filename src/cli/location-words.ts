const PIECES = 'piece ';

/**
 * A location for people, of the text that `scope --json` has: `frame base - 24`, `8 bytes: wasm local 3; 4 bytes: optimised out`.
 * What is computed in more steps stays a list of operations, marked as such.
 */
export function locationWords(location: string): string {
  if (!location.startsWith(PIECES)) return placeWords(location.split(', '));
  const parts: string[] = [];
  let place: string[] = [];
  for (const operation of location.slice(PIECES.length).split(', ')) {
    const size = /^(bit_)?piece (\d+)/.exec(operation);
    if (!size) place.push(operation);
    else {
      parts.push(`${size[2]} ${size[1] ? 'bits' : 'bytes'}: ${place.length > 0 ? placeWords(place) : 'optimised out'}`);
      place = [];
    }
  }
  return parts.join('; ');
}

function placeWords(operations: readonly string[]): string {
  const [base = '', ...steps] = operations;
  const offsets = steps.map((step) => /^plus_uconst (\d+)$/.exec(step)?.[1]);
  const sum = offsets.map((offset) => (offset === undefined ? undefined : ` + ${offset}`));
  if (sum.includes(undefined)) return `computed: ${operations.join(', ')}`;
  const frame = /^fbreg (-?)(\d+)$/.exec(base);
  const start = !frame ? base : frame[2] === '0' ? 'frame base' : `frame base ${frame[1] === '-' ? '-' : '+'} ${frame[2]}`;
  return `${start}${sum.join('')}`;
}
