import type { StackId } from '../../trace/event';
import type { V8Frame } from '../v8-frame';
import { placeOf, type ViewSites } from '../transfer/view-sites';
import type { KeptView, KeptViews, SeenAt } from './kept-views';
import { lastName, type PlaceInText } from './source-search';

/** Calls after a growth whose places are noted: the program goes on from where it came by. */
const NOTED_CALLS = 24;
const NOTED_FRAMES = 8;
const MAX_GROWTHS = 8;
/** Flushes after which a growth says nothing new. */
const GROWTH_FLUSHES = 12;

export interface MemoryGrowth {
  readonly oldBytes: number;
  readonly newBytes: number;
  readonly stack: StackId;
}

/** What is wrong with the views of before. */
export type Staleness = 'detached' | 'shared-grown';

/** A memory has another buffer; `kept` are variables that were given views of the old one. */
interface Growth extends MemoryGrowth {
  readonly reason: Staleness;
  readonly kept: readonly KeptView[];
  readonly newBuffer: WeakRef<ArrayBufferLike>;
  readonly grewAt: readonly SeenAt[];
  readonly places: Map<string, SeenAt>;
  notedCalls: number;
  flushes: number;
}

/** A view that outlived its buffer, and the growth that it outlived. */
export interface OutgrownView {
  readonly view: KeptView;
  readonly growth: MemoryGrowth & { readonly reason: Staleness };
}

/** Growths of late, the views made before them as the program's text tells, and where the program came by since. */
export class OutgrownViews {
  private growths: Growth[] = [];

  constructor(
    private readonly sites: ViewSites,
    private readonly keptViews: KeptViews,
    private readonly callerFrames: (limit: number) => V8Frame[],
  ) {}

  onGrow(growth: MemoryGrowth, oldBuffer: ArrayBufferLike, newBuffer: ArrayBufferLike): void {
    if (this.growths.length >= MAX_GROWTHS) return;
    const isShared = !(oldBuffer instanceof ArrayBuffer);
    // A view of a part of a shared memory stays right; one of all of it ends too early.
    const kept = this.keptViews.madeBy(this.sites.of(oldBuffer)).filter(({ isWhole }) => isWhole || !isShared);
    if (kept.length === 0) return;
    const places = new Map<string, SeenAt>();
    if (!isShared) this.notePlaces(places);
    const grewAt = [...places.values()].map((place) => ({ ...place }));
    this.growths.push({ ...growth, reason: isShared ? 'shared-grown' : 'detached', kept, newBuffer: new WeakRef(newBuffer), grewAt, places, notedCalls: 0, flushes: 0 });
  }

  readonly onCall = (): void => {
    const growth = this.growths.at(-1);
    if (!growth || growth.notedCalls >= NOTED_CALLS) return;
    growth.notedCalls++;
    this.notePlaces(growth.places);
  };

  /** Uses that must have come since, by the text and the places that the program was seen at. */
  certain(): (OutgrownView & { uses: PlaceInText[] })[] {
    return this.all((growth, view) => {
      // Made anew since, in another round or activation: of the later places none is known to be of the old one's.
      const mayBeAnew = this.isMadeAnew(view, growth) || this.sites.areMore(growth.newBuffer.deref() ?? NO_BUFFER);
      const uses = this.keptViews.certainUses(view, mayBeAnew ? growth.grewAt : [...growth.places.values()]);
      return uses.length > 0 ? [{ view, growth, uses }] : [];
    });
  }

  /** Views that nothing has replaced so far: the lines that use them are worth observing. */
  suspects(): OutgrownView[] {
    return this.all((growth, view) => (this.isMadeAnew(view, growth) ? [] : [{ view, growth }]));
  }

  afterFlush(): void {
    this.growths = this.growths.filter((growth) => ++growth.flushes < GROWTH_FLUSHES);
  }

  private all<Found>(find: (growth: Growth, view: KeptView) => Found[]): Found[] {
    return this.growths.flatMap((growth) => growth.kept.flatMap((view) => find(growth, view)));
  }

  private isMadeAnew({ file, madeAt }: KeptView, { newBuffer }: Growth): boolean {
    const buffer = newBuffer.deref();
    return buffer !== undefined && this.keptViews.madeBy(this.sites.of(buffer)).some((other) => other.file === file && other.madeAt.offset === madeAt.offset);
  }

  private notePlaces(places: Map<string, SeenAt>): void {
    for (const frame of this.callerFrames(NOTED_FRAMES)) {
      const place = placeOf(frame);
      if (!place) continue;
      const key = `${place.file}:${place.line}:${place.column}`;
      const known = places.get(key);
      if (known) known.count++;
      else places.set(key, { ...place, count: 1 });
    }
  }
}

const NO_BUFFER = {};

/** What a view is called in its file, however it was found. */
export const viewKey = (file: string, owner: string): string => `${file}:${lastName(owner) ?? owner}`;
