import type { ProfileFrame } from '../../../profile/profile';
import { l10n } from '../l10n';

export function milliseconds(ms: number): string {
  if (ms === 0) return '0';
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${(ms * 1_000).toFixed(0)} µs`;
}

/** Milliseconds of each second. */
export const rate = (ms: number): string => (ms === 0 ? '0' : ms < 0.05 ? '<0.1' : ms.toFixed(1));
export const signedRate = (ms: number): string => (Math.abs(ms) < 0.05 ? '0' : `${ms > 0 ? '+' : '−'}${Math.abs(ms).toFixed(1)}`);

export const percent = (part: number, whole: number): string => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '');

export function placeOf({ file, line }: Pick<ProfileFrame, 'file' | 'line'>): string {
  if (file === null) return '';
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 ? `${name}:${line}` : name;
}

export const CLASS_NAMES: Readonly<Record<ProfileFrame['class'], string>> = { wasm: 'WebAssembly', js: 'JavaScript', glue: l10n.t('crossing the boundary'), gc: l10n.t('garbage collection'), program: l10n.t('native code'), idle: l10n.t('idle') };
