import type { Formatter, Inside, Value } from '../../value';
import { isStruct, memberNamed, path, plainName } from '../layout';

/** `1..10`, `1..=10`, `'a'..`, `..`. */
export const rustRange: Formatter = {
  name: 'Rust range',
  matches: (shape) => isStruct(shape) && /^core::(?:ops::)?range::/.test(shape.name) && /^Range(?:From|To|Full|Inclusive|ToInclusive)?$/.test(plainName(shape)),
  async summary(value, inside) {
    const inclusive = plainName(value.shape).endsWith('Inclusive');
    const [start, end] = [await bound(value, inside, 'start'), await bound(value, inside, 'end', 'last')];
    const isOver = (await memberNamed(value, 'exhausted')?.number()) === 1;
    return `${start}..${inclusive ? '=' : ''}${end}${isOver ? ' (exhausted)' : ''}`;
  },
};

async function bound(value: Value, inside: Inside, ...names: string[]): Promise<string> {
  const member = names.map((name) => memberNamed(value, name)).find((found) => found !== undefined);
  return member ? inside.show(member) : '';
}

const UNITS = [['s', 1_000_000_000n], ['ms', 1_000_000n], ['µs', 1_000n], ['ns', 1n]] as const;

/** As Rust itself prints it: in the largest unit that is not below one. */
export const rustDuration: Formatter = {
  name: 'Rust Duration',
  matches: (shape) => isStruct(shape) && shape.name === 'core::time::Duration',
  async summary(value) {
    const nanoseconds = (await path(value, 'secs').unsigned()) * 1_000_000_000n + (await path(value, 'nanos').unsigned());
    const [unit, size] = UNITS.find((each) => nanoseconds >= each[1]) ?? UNITS[3];
    const rest = String(nanoseconds % size).padStart(String(size).length - 1, '0').replace(/0+$/, '');
    return `${nanoseconds / size}${size > 1n && rest !== '' ? `.${rest}` : ''}${unit}`;
  },
};

/** Both are kept in the order of the network, whatever the struct inside is called. */
export const rustIpAddress: Formatter = {
  name: 'Rust IP address',
  matches: (shape) => isStruct(shape) && /^(?:core|std)::net::ip(?:_addr)?::Ipv[46]Addr$/.test(shape.name),
  summary: async (value) => ipText(await value.bytes()),
};

/** Until 1.64 the struct of the system's own library, in the order of the network. */
export const rustSocketAddress: Formatter = {
  name: 'Rust socket address',
  matches: (shape) => isStruct(shape) && /^(?:core|std)::net::(?:\w+::)?SocketAddrV[46]$/.test(shape.name),
  async summary(value) {
    const system = memberNamed(value, 'inner');
    const ip = system ? (memberNamed(system, 'sin_addr') ?? path(system, 'sin6_addr')) : path(value, 'ip');
    const port = system ? swapped(await (memberNamed(system, 'sin_port') ?? path(system, 'sin6_port')).number()) : await path(value, 'port').number();
    const bytes = await ip.bytes();
    return bytes.length === 4 ? `${ipText(bytes)}:${port}` : `[${ipText(bytes)}]:${port}`;
  },
};

const swapped = (port: number): number => ((port & 0xff) << 8) | (port >> 8);

const ipText = (bytes: Uint8Array): string => (bytes.length === 4 ? bytes.join('.') : ipv6Text(bytes));

/** RFC 5952: hexadecimal groups, the longest run of two or more zeros left out. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16)).join(':');
  const longest = [...groups.matchAll(/\b0(?::0)+\b/g)].reduce<RegExpExecArray | undefined>((best, run) => (best && best[0].length >= run[0].length ? best : run), undefined);
  if (!longest) return groups;
  const before = groups.slice(0, longest.index).replace(/:$/, '');
  return `${before}::${groups.slice(longest.index + longest[0].length).replace(/^:/, '')}`;
}
