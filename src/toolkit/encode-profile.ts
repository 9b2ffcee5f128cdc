import { gzipSync } from 'node:zlib';
import { UserError } from '../base/user-error';
import { toChromeTrace } from '../profile/formats/chrome-trace';
import { toCpuProfile } from '../profile/formats/cpuprofile';
import { toFolded } from '../profile/formats/folded';
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
  encode(profile: Profile, label: ProfileLabel): Uint8Array | string;
}

const FORMATS = [
  { name: 'cpuprofile', extensions: ['.cpuprofile'], encode: (profile) => JSON.stringify(toCpuProfile(profile)) },
  { name: 'pprof', extensions: ['.pb.gz', '.pprof', '.pb'], encode: (profile, { startedAtMs }) => gzipSync(toPprof(profile, startedAtMs)) },
  { name: 'speedscope', extensions: ['.speedscope.json', '.json'], encode: (profile, { name }) => JSON.stringify(toSpeedscope(profile, name, `wasmscope ${version}`)) },
  { name: 'chrome-trace', extensions: ['.trace.json', '.trace'], encode: (profile, { name }) => JSON.stringify(toChromeTrace(profile, name)) },
  { name: 'folded', extensions: ['.folded', '.txt', '.collapsed'], encode: (profile) => toFolded(profile) },
] as const satisfies readonly Format[];

export type ProfileFormat = (typeof FORMATS)[number]['name'];

export function encodeProfile(profile: Profile, format: ProfileFormat, label: ProfileLabel): Uint8Array | string {
  return FORMATS.find(({ name }) => name === format)!.encode(profile, label);
}

/** The format that was asked for by name, else the one that the file's name ends in, else V8's own. */
export function profileFormat(path: string, asked?: string): ProfileFormat {
  const rows: readonly { name: ProfileFormat; extensions: readonly string[] }[] = FORMATS;
  const row = asked === undefined ? longestFit(rows, path) : rows.find(({ name }) => name === asked);
  if (row) return row.name;
  if (asked === undefined && !/\.[A-Za-z]\w*$/.test(path)) return 'cpuprofile';
  const names = rows.map(({ name }) => name).join(', ');
  throw new UserError(asked === undefined ? `${path}: its ending names no profile format; add --format, one of ${names}` : `'${asked}' is no profile format; one of ${names}`);
}

/** `.trace.json` ends in `.json`, too. */
function longestFit<Row extends Pick<Format, 'extensions'>>(rows: readonly Row[], path: string): Row | undefined {
  const fits = rows.flatMap((row) => row.extensions.filter((extension) => path.endsWith(extension)).map((extension) => ({ row, length: extension.length })));
  return fits.sort((a, b) => b.length - a.length)[0]?.row;
}
