import type { ScriptPlace, ViewSite } from '../transfer/view-sites';
import { certainUses, type SeenPlace } from './certain-uses';
import { ScriptBlocks } from './script-blocks';
import { assignmentsOf, keptResult, lastName, madeView, offsetOf, placeAt, viewUses, type MadeView, type PlaceInText } from './source-search';
import type { SourceText } from './source-text';

/** A place that frames of the program were seen at, and how often. */
export type SeenAt = ScriptPlace & { count: number };

type Held = Extract<MadeView, { kind: 'held' }>;

/** A variable or property that was given a view of a memory once, at a place in a script. */
export interface KeptView {
  readonly owner: string;
  readonly file: string;
  readonly viewType: string;
  readonly isDeclared: boolean;
  /** Of all of the memory, as far as it went then. */
  readonly isWhole: boolean;
  readonly madeAt: PlaceInText;
  readonly uses: readonly PlaceInText[];
}

/** Reads from the program's text what became of the buffers that it asked for, and where it goes on from where it was seen. */
export class KeptViews {
  private readonly blocks = new Map<string, ScriptBlocks>();

  constructor(private readonly sources: SourceText) {}

  /** Views that nothing replaces: there is one assignment in the whole file. */
  madeBy(sites: readonly ViewSite[]): KeptView[] {
    const kept = new Map<string, KeptView>();
    for (const site of sites) {
      const view = this.viewOf(site);
      if (view) kept.set(`${view.file}:${view.madeAt.offset}`, view);
    }
    return [...kept.values()];
  }

  /** Uses that ran after the program had been seen at `places`, in the activation that declared the variable. */
  certainUses({ file, isDeclared, madeAt, uses }: KeptView, places: readonly SeenAt[]): PlaceInText[] {
    const source = this.sources.of(file);
    if (source === null || !isDeclared) return [];
    const seen: SeenPlace[] = places.flatMap(({ file: seenIn, line, column, count }) => {
      const offset = seenIn === file ? offsetOf(source, line, column) : null;
      return offset === null ? [] : [{ offset, count }];
    });
    if (seen.length === 0) return [];
    const blocks = this.blocks.get(file) ?? new ScriptBlocks(source);
    this.blocks.set(file, blocks);
    const certain = new Set(certainUses(blocks, madeAt.offset, uses.map(({ offset }) => offset), seen));
    return uses.filter(({ offset }) => certain.has(offset));
  }

  private viewOf(site: ViewSite): KeptView | null {
    const made = this.at(site, madeView);
    if (made?.kind === 'held') return this.kept(site.file, made);
    const kept = made && site.caller ? this.at(site.caller, keptResult) : null;
    return kept?.kind === 'held' ? this.kept(site.caller!.file, kept) : null;
  }

  private at<Found>({ file, line, column }: ScriptPlace, find: (source: string, offset: number) => Found): Found | null {
    const source = this.sources.of(file);
    const offset = source === null ? null : offsetOf(source, line, column);
    return offset === null ? null : find(source!, offset);
  }

  private kept(file: string, { owner, isDeclared, isWhole, viewType, offset }: Held): KeptView | null {
    const source = this.sources.of(file)!;
    if (lastName(owner) === null || assignmentsOf(source, owner) !== 1) return null;
    const madeAt = placeAt(source, file, offset);
    return { owner, file, viewType, isDeclared, isWhole, madeAt, uses: viewUses(source, file, owner).filter((use) => use.offset !== offset) };
  }
}
