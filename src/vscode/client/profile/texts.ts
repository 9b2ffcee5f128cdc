import type { Profile, ProfileFrame } from '../../../profile/profile';
import { l10n } from '../l10n';

let unit: Profile['unit'] = 'milliseconds';

/** A page shows time, or allocations: all its amounts are of what its profile's samples weigh. */
export function showAmountsOf(profile: Pick<Profile, 'unit'>): void {
  unit = profile.unit;
}

/** Of time, or of memory. */
export const amount = (value: number): string => (unit === 'bytes' ? bytes(value) : milliseconds(value));

function bytes(value: number): string {
  if (value >= 10 * 2 ** 20) return `${(value / 2 ** 20).toFixed(1)} MB`;
  return value >= 2 ** 10 ? `${(value / 2 ** 10).toFixed(1)} KB` : `${value.toFixed(0)} B`;
}

export function milliseconds(ms: number): string {
  if (ms === 0) return '0';
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${(ms * 1_000).toFixed(0)} µs`;
}

/** Milliseconds of each second; of allocations all of them. */
export const rate = (value: number): string => (unit === 'bytes' ? bytes(value) : value === 0 ? '0' : value < 0.05 ? '<0.1' : value.toFixed(1));
export const signedRate = (value: number): string => (Math.abs(value) < 0.05 ? '0' : `${value > 0 ? '+' : '−'}${rate(Math.abs(value))}`);

export const percent = (part: number, whole: number): string => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '');

export function placeOf({ file, line }: Pick<ProfileFrame, 'file' | 'line'>): string {
  if (file === null) return '';
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 ? `${name}:${line}` : name;
}

export const CLASS_NAMES: Readonly<Record<ProfileFrame['class'], string>> = { wasm: 'WebAssembly', js: 'JavaScript', glue: l10n.t('crossing the boundary'), gc: l10n.t('garbage collection'), program: l10n.t('native code'), idle: l10n.t('idle') };
