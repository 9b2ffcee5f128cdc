/**
 * Rust's symbol names as their authors write the path, without the hash: the legacy scheme (`_ZN…17h<hash>E`) and v0
 * (`_R…`, RFC 2603). undefined for names that are not Rust's.
 */
export function demangleRust(symbol: string): string | undefined {
  // LLVM adds suffixes such as `.llvm.1234` to copies that it makes.
  const plain = symbol.replace(/\.llvm\.[\dA-F@]+$/, '');
  if (/^_?_?R[A-Z]/.test(plain)) return demangleV0(plain);
  const legacy = /^_{1,3}ZN(.*)E$/.exec(plain);
  if (legacy) return demangleLegacy(legacy[1]!);
  // Linkers of C++ take a legacy symbol apart as if it were one of theirs.
  const parts = /::h[\da-f]{16}$/.test(plain) ? plain.split('::').slice(0, -1) : [];
  return parts.length > 0 ? parts.map(unescapeLegacy).join('::') : undefined;
}

const LEGACY_ESCAPES: Record<string, string> = { SP: '@', BP: '*', RF: '&', LT: '<', GT: '>', LP: '(', RP: ')', C: ',' };

function demangleLegacy(body: string): string | undefined {
  const segments: string[] = [];
  for (let at = 0; at < body.length; ) {
    const digits = /^\d+/.exec(body.slice(at))?.[0];
    if (!digits) return undefined;
    const start = at + digits.length;
    const segment = body.slice(start, start + Number(digits));
    if (segment.length < Number(digits)) return undefined;
    segments.push(segment);
    at = start + segment.length;
  }
  // The hash is what tells a Rust name from one of C++.
  if (!/^h[\da-f]{16}$/.test(segments.pop() ?? '') || segments.length === 0) return undefined;
  return segments.map(unescapeLegacy).join('::');
}

function unescapeLegacy(segment: string): string {
  return segment
    .replace(/^_\$/, '$')
    .replace(/\$([A-Z]{1,2}|u[\da-f]{1,6})\$/g, (whole, code: string) => {
      if (!code.startsWith('u')) return LEGACY_ESCAPES[code] ?? whole;
      const point = parseInt(code.slice(1), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replaceAll('..', '::');
}

function demangleV0(symbol: string): string | undefined {
  try {
    return new V0Reader(symbol.replace(/^_?_?R/, '').replace(/[.$].*$/, '')).symbol();
  } catch (error) {
    if (error instanceof NotRust) return undefined;
    throw error;
  }
}

class NotRust extends Error {}

const BASIC_TYPES: Record<string, string> = {
  a: 'i8', b: 'bool', c: 'char', d: 'f64', e: 'str', f: 'f32', h: 'u8', i: 'isize', j: 'usize', l: 'i32', m: 'u32', n: 'i128',
  o: 'u128', p: '_', s: 'i16', t: 'u16', u: '()', v: '...', x: 'i64', y: 'u64', z: '!',
};

const MAX_DEPTH = 200;
const MAX_LENGTH = 10_000;

/** A reader of RFC 2603's grammar, one method a production. Disambiguators and crate hashes are not shown. */
class V0Reader {
  private at = 0;
  private depth = 0;
  private length = 0;
  private lifetimes = 0;

  constructor(private readonly text: string) {}

  symbol(): string {
    return this.path(true);
  }

  private next(): string {
    const character = this.text[this.at++];
    if (character === undefined) throw new NotRust();
    return character;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private bounded<Result>(read: () => Result): Result {
    if (++this.depth > MAX_DEPTH) throw new NotRust();
    const result = read();
    this.depth--;
    if (typeof result === 'string' && (this.length += result.length) > MAX_LENGTH * 100) throw new NotRust();
    return result;
  }

  /** `value` position writes `f::<T>`, type position `S<T>`. */
  private path(value: boolean): string {
    return this.bounded(() => {
      const tag = this.next();
      switch (tag) {
        case 'C':
          this.disambiguator();
          return this.identifier();
        case 'M':
          this.implPath();
          return `<${this.type()}>`;
        case 'X':
          this.implPath();
          return this.asTrait();
        case 'Y':
          return this.asTrait();
        case 'N':
          return this.nested(value);
        case 'I':
          return this.generic(value);
        case 'B':
          return this.backReference(() => this.path(value));
        default:
          throw new NotRust();
      }
    });
  }

  private implPath(): void {
    this.disambiguator();
    this.path(false);
  }

  private asTrait(): string {
    const type = this.type();
    return `<${type} as ${this.path(false)}>`;
  }

  private nested(value: boolean): string {
    const namespace = this.next();
    const prefix = this.path(value);
    const disambiguator = this.disambiguator();
    const name = this.identifier();
    if (!/[A-Z]/.test(namespace)) return name === '' ? prefix : `${prefix}::${name}`;
    const kind = namespace === 'C' ? 'closure' : namespace === 'S' ? 'shim' : namespace;
    return `${prefix}::{${kind}${name === '' ? '' : `:${name}`}#${disambiguator}}`;
  }

  private generic(value: boolean): string {
    const base = this.path(value);
    const parameters = this.listToEnd(() => this.genericArgument());
    return `${base}${value ? '::' : ''}<${parameters.join(', ')}>`;
  }

  private genericArgument(): string {
    if (this.take('L')) return this.lifetime(this.base62());
    if (this.take('K')) return this.constant();
    return this.type();
  }

  private type(): string {
    return this.bounded(() => {
      const start = this.at;
      const tag = this.next();
      const basic = BASIC_TYPES[tag];
      if (basic) return basic;
      switch (tag) {
        case 'A': {
          const element = this.type();
          return `[${element}; ${this.constant()}]`;
        }
        case 'S':
          return `[${this.type()}]`;
        case 'T': {
          const members = this.listToEnd(() => this.type());
          return members.length === 1 ? `(${members[0]},)` : `(${members.join(', ')})`;
        }
        case 'R':
        case 'Q': {
          const lifetime = this.take('L') ? this.base62() : 0;
          const mutable = tag === 'Q' ? 'mut ' : '';
          return `&${lifetime === 0 ? '' : `${this.lifetime(lifetime)} `}${mutable}${this.type()}`;
        }
        case 'P':
          return `*const ${this.type()}`;
        case 'O':
          return `*mut ${this.type()}`;
        case 'F':
          return this.functionType();
        case 'D':
          return this.dynType();
        case 'B':
          return this.backReference(() => this.type());
        default:
          this.at = start;
          return this.path(false);
      }
    });
  }

  private functionType(): string {
    return this.binder((lifetimes) => {
      const unsafety = this.take('U') ? 'unsafe ' : '';
      const abi = this.take('K') ? `extern "${this.take('C') ? 'C' : this.identifier().replaceAll('_', '-')}" ` : '';
      const parameters = this.listToEnd(() => this.type());
      const result = this.take('u') ? '' : ` -> ${this.type()}`;
      return `${lifetimes}${unsafety}${abi}fn(${parameters.join(', ')})${result}`;
    });
  }

  private dynType(): string {
    const traits = this.binder((lifetimes) => lifetimes + this.listToEnd(() => this.dynTrait()).join(' + '));
    if (!this.take('L')) throw new NotRust();
    const lifetime = this.base62();
    return `dyn ${traits}${lifetime === 0 ? '' : ` + ${this.lifetime(lifetime)}`}`;
  }

  private dynTrait(): string {
    const path = this.path(false);
    const bindings: string[] = [];
    while (this.take('p')) {
      const name = this.identifier();
      bindings.push(`${name} = ${this.type()}`);
    }
    if (bindings.length === 0) return path;
    return path.endsWith('>') ? `${path.slice(0, -1)}, ${bindings.join(', ')}>` : `${path}<${bindings.join(', ')}>`;
  }

  private binder(read: (lifetimes: string) => string): string {
    const count = this.take('G') ? this.base62() + 1 : 0;
    if (count > 100) throw new NotRust();
    this.lifetimes += count;
    const names = Array.from({ length: count }, (_, index) => this.lifetime(count - index));
    const text = read(count > 0 ? `for<${names.join(', ')}> ` : '');
    this.lifetimes -= count;
    return text;
  }

  private lifetime(index: number): string {
    if (index === 0) return "'_";
    const depth = this.lifetimes - index;
    if (depth < 0) throw new NotRust();
    return depth < 26 ? `'${String.fromCharCode(97 + depth)}` : `'_${depth}`;
  }

  private constant(): string {
    return this.bounded(() => {
      if (this.take('B')) return this.backReference(() => this.constant());
      const type = this.next();
      if (type === 'p') return '_';
      if (!BASIC_TYPES[type]) throw new NotRust();
      const negative = this.take('n') ? '-' : '';
      const end = this.text.indexOf('_', this.at);
      if (end < 0) throw new NotRust();
      const digits = this.text.slice(this.at, end);
      if (!/^[\da-f]*$/.test(digits)) throw new NotRust();
      this.at = end + 1;
      const value = BigInt(`0x${digits || '0'}`);
      if (type === 'b') return value === 0n ? 'false' : 'true';
      if (type === 'c') return `'${value <= 0x10ffffn ? String.fromCodePoint(Number(value)) : '?'}'`;
      return `${negative}${value}`;
    });
  }

  private backReference<Result>(read: () => Result): Result {
    const here = this.at - 1;
    const target = this.base62();
    if (target >= here) throw new NotRust();
    const back = this.at;
    this.at = target;
    const result = this.bounded(read);
    this.at = back;
    return result;
  }

  private listToEnd(read: () => string): string[] {
    const items: string[] = [];
    while (!this.take('E')) items.push(read());
    return items;
  }

  private disambiguator(): number {
    return this.take('s') ? this.base62() + 1 : 0;
  }

  private base62(): number {
    if (this.take('_')) return 0;
    let value = 0;
    for (let character = this.next(); character !== '_'; character = this.next()) {
      const digit = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(character);
      if (digit < 0) throw new NotRust();
      value = value * 62 + digit;
    }
    return value + 1;
  }

  private identifier(): string {
    const punycode = this.take('u');
    const digits = /^(?:0|[1-9]\d*)/.exec(this.text.slice(this.at))?.[0];
    if (digits === undefined) throw new NotRust();
    this.at += digits.length;
    this.take('_');
    const name = this.text.slice(this.at, this.at + Number(digits));
    if (name.length < Number(digits)) throw new NotRust();
    this.at += name.length;
    return punycode ? decodePunycode(name) : name;
  }
}

/** RFC 3492 with `_` for the delimiter, as RFC 2603 has it. */
function decodePunycode(text: string): string {
  const delimiter = text.lastIndexOf('_');
  const output = [...text.slice(0, Math.max(0, delimiter))];
  let point = 128;
  let bias = 72;
  let index = 0;
  for (let at = delimiter + 1; at < text.length; ) {
    const before = index;
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(text[at++] ?? '');
      if (digit < 0) throw new NotRust();
      index += digit * weight;
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const size = output.length + 1;
    let delta = before === 0 ? Math.floor((index - before) / 700) : Math.floor((index - before) / 2);
    delta += Math.floor(delta / size);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    bias = k + Math.floor((36 * delta) / (delta + 38));
    point += Math.floor(index / size);
    index %= size;
    if (point > 0x10ffff) throw new NotRust();
    output.splice(index++, 0, String.fromCodePoint(point));
  }
  return output.join('');
}
