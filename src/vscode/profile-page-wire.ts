import type { LiveMoment } from '../profile/live-moment';
import type { SourceHeat } from './source-heat';

/** What the editor sends to the page of a profile, or of two that are compared. */
export type ToProfilePage =
  | { readonly kind: 'file'; readonly bytes: ArrayBuffer }
  /** A recording that runs: how it stood until now, and how it stands each second. */
  | { readonly kind: 'live'; readonly title: string; readonly seconds: number; readonly moments: readonly LiveMoment[] }
  | { readonly kind: 'moment'; readonly moment: LiveMoment }
  | { readonly kind: 'compare'; readonly before: ProfileFile; readonly after: ProfileFile };

export interface ProfileFile {
  readonly title: string;
  readonly bytes: ArrayBuffer;
}

export type FromProfilePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly place: { readonly file: string; readonly line: number } }
  /** A recording is to end now. */
  | { readonly kind: 'stop' }
  /** All is drawn: where the time went, for the sources themselves. */
  | { readonly kind: 'shown'; readonly heat: SourceHeat };
