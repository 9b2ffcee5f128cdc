import type { SourceHeat } from './source-heat';

/** What the editor sends to the page of a profile, or of two that are compared. */
export type ToProfilePage =
  | { readonly kind: 'file'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'compare'; readonly before: ProfileFile; readonly after: ProfileFile };

export interface ProfileFile {
  readonly title: string;
  readonly bytes: ArrayBuffer;
}

export type FromProfilePage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly place: { readonly file: string; readonly line: number } }
  /** All is drawn: where the time went, for the sources themselves. */
  | { readonly kind: 'shown'; readonly heat: SourceHeat };
