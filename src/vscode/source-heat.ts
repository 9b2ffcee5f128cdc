/** What a profile says of source: shares of all sampled time, from 0 to 1. */
export interface SourceHeat {
  readonly lines: readonly HotPlace[];
  readonly functions: readonly (HotPlace & { readonly name: string; readonly totalShare: number })[];
}

export interface HotPlace {
  readonly file: string;
  readonly line: number;
  readonly share: number;
  readonly estimate?: boolean;
  readonly count?: number;
}
