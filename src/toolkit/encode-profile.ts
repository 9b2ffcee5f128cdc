import { gzipSync } from 'node:zlib';
import { UserError } from '../base/user-error';
import { toChromeTrace } from '../profile/formats/chrome-trace';
import { toCpuProfile } from '../profile/formats/cpuprofile';
import { toFolded } from '../profile/formats/folded';
import { toHeapProfile } from '../profile/formats/heapprofile';
import { toPprof } from '../profile/formats/pprof';
import { toSpeedscope } from '../profile/formats/speedscope';
import type { Profile } from '../profile/profile';
import { version } from './package-info';

export interface ProfileLabel {
  /** Of what: shown as the profile's title. */
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
}

interface Format {
  readonly name: string;
  /** Endings of file names; the longest that fits decides. */
  readonly extensions: readonly string[];
  /** What its samples can weigh. */
  readonly units: readonly Profile['unit'][];
  encode(profile: Profile, label: ProfileLabel): Uint8Array | string;
}

const TIME = ['milliseconds'] as const;
const MEMORY = ['bytes'] as const;
const BOTH = ['milliseconds', 'bytes'] as const;

const FORMATS = [
  { name: 'cpuprofile', extensions: ['.cpuprofile'], units: TIME, encode: (profile) => JSON.stringify(toCpuProfile(profile)) },
  { name: 'heapprofile', extensions: ['.heapprofile'], units: MEMORY, encode: (profile) => JSON.stringify(toHeapProfile(profile)) },
  { name: 'pprof', extensions: ['.pb.gz', '.pprof', '.pb'], units: BOTH, encode: (profile, { startedAtMs }) => gzipSync(toPprof(profile, startedAtMs)) },
  { name: 'speedscope', extensions: ['.speedscope.json', '.json'], units: BOTH, encode: (profile, { name }) => JSON.stringify(toSpeedscope(profile, name, `wasmscope ${version}`)) },
  { name: 'chrome-trace', extensions: ['.trace.json', '.trace'], units: TIME, encode: (profile, { name }) => JSON.stringify(toChromeTrace(profile, name)) },
  { name: 'folded', extensions: ['.folded', '.txt', '.collapsed'], units: BOTH, encode: (profile) => toFolded(profile) },
] as const satisfies readonly Format[];

export type ProfileFormat = (typeof FORMATS)[number]['name'];

export function encodeProfile(profile: Profile, format: ProfileFormat, label: ProfileLabel): Uint8Array | string {
  return FORMATS.find(({ name }) => name === format)!.encode(profile, label);
}

/** The format that was asked for by name, else the one that the file's name ends in, else V8's own. Throws UserError where it can't hold `unit`. */
export function profileFormat(path: string, asked: string | undefined, unit: Profile['unit']): ProfileFormat {
  const rows: readonly (Pick<Format, 'extensions' | 'units'> & { readonly name: ProfileFormat })[] = FORMATS;
  const own = rows.filter(({ units }) => units.includes(unit));
  const row = asked === undefined ? longestFit(rows, path) : rows.find(({ name }) => name === asked);
  if (row && own.includes(row)) return row.name;
  if (asked === undefined && !row && !/\.[A-Za-z]\w*$/.test(path)) return own[0]!.name;
  const names = own.map(({ name }) => name).join(', ');
  if (row) throw new UserError(`${row.name} holds ${unit === 'bytes' ? 'time and no allocations' : 'allocations and no time'}: use one of ${names}`);
  throw new UserError(asked === undefined ? `${path}: its ending names no profile format; add --format, one of ${names}` : `'${asked}' is no profile format; one of ${names}`);
}

/** `.trace.json` ends in `.json`, too. */
function longestFit<Row extends Pick<Format, 'extensions'>>(rows: readonly Row[], path: string): Row | undefined {
  const fits = rows.flatMap((row) => row.extensions.filter((extension) => path.endsWith(extension)).map((extension) => ({ row, length: extension.length })));
  return fits.sort((a, b) => b.length - a.length)[0]?.row;
}
