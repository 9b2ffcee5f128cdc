/** Floating-point numbers of the text format (Wasm 3.0, 6.3.2) from their bits, exactly: `nan:0x…` keeps the payload. */
export function f32Text(bits: number): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  const value = view.getFloat32(0);
  if (Number.isNaN(value)) return nanText(bits >>> 31 === 1, BigInt(bits & 0x7fffff), 0x400000n);
  return numberText(value, shortestF32(value));
}

export function f64Text(bits: bigint): string {
  const value = new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
  if (Number.isNaN(value)) return nanText(bits >> 63n === 1n, bits & 0xfffffffffffffn, 0x8000000000000n);
  return numberText(value, String(value));
}

function nanText(negative: boolean, payload: bigint, canonical: bigint): string {
  return `${negative ? '-' : ''}nan${payload === canonical ? '' : `:0x${payload.toString(16)}`}`;
}

function numberText(value: number, digits: string): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : digits;
  return value > 0 ? 'inf' : '-inf';
}

/** The fewest decimal digits that round back to the same 32-bit float: nine always do. */
function shortestF32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}
