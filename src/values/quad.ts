/** IEEE 754 binary128, which is `long double` in Wasm's C ABI: 113 bits of precision, more than any number of JavaScript has. */

const FRACTION_BITS = 112n;
const BIAS = 16_383;
const INFINITE = 0x7fff;
/** So many digits tell any two of them apart. */
const MAX_DIGITS = 36;

interface Parts {
  readonly negative: boolean;
  readonly exponent: number;
  readonly fraction: bigint;
}

const partsOf = (bits: bigint): Parts => ({ negative: bits >> 127n === 1n, exponent: Number((bits >> FRACTION_BITS) & 0x7fffn), fraction: bits & ((1n << FRACTION_BITS) - 1n) });

/** Rounded to a double. */
export function quadToNumber(bits: bigint): number {
  const { negative, exponent, fraction } = partsOf(bits);
  const sign = negative ? -1 : 1;
  if (exponent === INFINITE) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * 0;
  // Powers are split, so that neither factor leaves a double's range before their product does.
  const mantissa = Number((1n << FRACTION_BITS) | fraction) * 2 ** -112;
  const power = exponent - BIAS;
  return sign * mantissa * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
}

/** The sixteen bytes of a double's value, little endian: exact, since every double is one. */
export function quadFromNumber(value: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const double = new DataView(new ArrayBuffer(8));
  double.setFloat64(0, value);
  const bits = double.getBigUint64(0);
  const sign = bits >> 63n;
  let exponent = Number((bits >> 52n) & 0x7ffn);
  let fraction = bits & ((1n << 52n) - 1n);
  if (exponent === 0 && fraction !== 0n) {
    // A double too small for its own leading bit has one here.
    const shift = 53 - fraction.toString(2).length;
    fraction = (fraction << BigInt(shift)) & ((1n << 52n) - 1n);
    exponent = 1 - shift;
  }
  const isZero = exponent === 0 && fraction === 0n;
  const biased = exponent === 0x7ff ? INFINITE : isZero ? 0 : exponent - 1_023 + BIAS;
  const whole = (sign << 127n) | (BigInt(biased) << FRACTION_BITS) | (fraction << 60n);
  view.setBigUint64(0, BigInt.asUintN(64, whole), true);
  view.setBigUint64(8, whole >> 64n, true);
  return bytes;
}

/** The fewest digits that no other number of this format is as near to; written as JavaScript writes a double. */
export function quadText(bits: bigint): string {
  const { negative, exponent, fraction } = partsOf(bits);
  const sign = negative ? '-' : '';
  if (exponent === INFINITE) return fraction ? 'NaN' : `${sign}inf`;
  if (exponent === 0 && fraction === 0n) return `${sign}0`;
  const mantissa = exponent === 0 ? fraction : (1n << FRACTION_BITS) | fraction;
  const { digits, point } = shortest(mantissa, Math.max(exponent, 1) - BIAS - 112);
  return sign + placed(digits, point);
}

/** Decimal digits of `mantissa * 2 ** power`, and how many of them stand before the point. */
function shortest(mantissa: bigint, power: number): { digits: string; point: number } {
  // `value / scale`, exact, in quarters of the distance to the next number; the one before a power of two is nearer.
  const [value, scale] = power > 0 ? [(mantissa * 4n) << BigInt(power), 4n] : [mantissa * 4n, 4n << BigInt(-power)];
  const near = (mantissa === 1n << FRACTION_BITS ? 1n : 2n) << BigInt(Math.max(power, 0));
  const estimate = Math.ceil((mantissa.toString(2).length + power) * Math.log10(2));
  const point = isBelow(value, scale, estimate - 1) ? estimate - 1 : estimate;
  for (let count = 1; ; count++) {
    const [top, bottom] = [value * tenTo(count - point), scale * tenTo(point - count)];
    const rounded = (top * 2n + bottom) / (bottom * 2n);
    const error = rounded * bottom - top;
    if ((error < 0n ? -error : error) < near * tenTo(count - point) || count === MAX_DIGITS) {
      const digits = rounded.toString();
      // 9.99 rounded up has a digit more before the point.
      return { digits: digits.replace(/0+$/, ''), point: point + digits.length - count };
    }
  }
}

/** Whether `value / scale` is less than ten to the power. */
const isBelow = (value: bigint, scale: bigint, power: number): boolean => value * tenTo(-power) < scale * tenTo(power);

/** 1 for negative powers: those stand on the other side of a comparison or a fraction. */
const tenTo = (power: number): bigint => 10n ** BigInt(Math.max(power, 0));

function placed(digits: string, point: number): string {
  if (point > 21 || point < -5) return `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${point > 0 ? '+' : ''}${point - 1}`;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return digits.length <= point ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}
