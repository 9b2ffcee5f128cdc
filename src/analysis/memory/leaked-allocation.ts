import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, InstanceId, ModuleHash, Stamp, TraceEvent, TraceFrame } from '../../trace/event';
import type { AllocationSite } from '../../trace/memory-events';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isAllocatorFunction, isThirdPartyFile } from '../user-code';
import type { Moment } from '../work-clock';
import { grewThroughout } from './growth';
import { liveFlame, type FlameNode } from './live-flame';
import { instanceKey, MemoryCurves } from './memory-curves';
import { addSample } from './sample-series';

/** Fewer blocks than this are no trend. */
const MIN_LIVE_BLOCKS = 8;
/** With fewer export calls than this only time and requests can tell (a program that runs in one call, glue that calls through a table). */
const MIN_CALLS = 24;
/** Blocks that something still points to are leaked only if they pile up for longer than a start-up takes. */
const MIN_HELD_MS = 2_000;
const MOSTLY = 0.8;
/** Functions of generated glue that call into the module for somebody else. */
const GLUE_CALLERS = /(^|\.)(ccall|<computed>|__wbg_\w+)$|^Module\._/;
/** Functions of Emscripten's glue that call any export by its name: their file is generated. */
const GLUE_DISPATCHERS = /^ccall$/;
/** Functions of generated glue that allocate for their caller: the caller is the site. */
const GLUE_ALLOCATORS = /(^|\.)(_?(malloc|calloc|realloc)|<computed>|passStringToWasm\d*|passArray\w*ToWasm\d*|__new|__newString|__newArray)$/;

/**
 * Blocks of linear memory that are allocated at one place of the source and pile up: never released, some from each
 * part of the observation. Set-up, pools, rings and caches with a bound are not like that: their blocks are all old or
 * all young. Blocks that the constructor of a JavaScript class asks for belong to its objects: where these are made they
 * are not freed either (`unfreed-object`).
 */
export const leakedAllocation: Analyser = {
  rules: ['memory/leaked-allocation', 'memory/unfreed-object'],
  start: (context) => new LeakedAllocationRun(context),
};

interface SeenSite extends AllocationSite {
  readonly at: Stamp;
  readonly module: ModuleHash;
  readonly instance: InstanceId;
  readonly calls: number;
  readonly elapsedMs: number;
  readonly uncollected: boolean;
  /** What was live at which moment; kept while export calls are too few to tell. */
  readonly liveOverTime: (Moment & { readonly live: number })[];
}

export class LeakedAllocationRun implements AnalysisRun {
  private readonly sites = new Map<string, SeenSite>();
  private readonly memories = new MemoryCurves();
  /** By instance, the file that instantiated it: glue, where classes of its objects stand that others use. */
  private readonly glueFiles = new Map<string, string>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.memories.onEvent(event);
    switch (event.kind) {
      case 'allocation-sites':
        for (const site of event.sites) this.note(event, site);
        return;
      case 'instantiate': {
        const place = this.context.userPlace(event, event.stack);
        if (place) this.glueFiles.set(instanceKey(event), place.file);
        return;
      }
      case 'instance-collected':
        this.glueFiles.delete(instanceKey(event));
        for (const key of [...this.sites.keys()]) if (key.startsWith(`${instanceKey(event)}/`)) this.sites.delete(key);
        return;
      default:
    }
  }

  findings(): Finding[] {
    const leaking = this.leakingPlaces();
    const owners = ownersOf(leaking);
    return leaking.filter((place) => !owners.has(place)).map((owner) => {
      const parts = leaking.filter((place) => owners.get(place) === owner);
      const wrapper = this.wrapperOf(owner.sites[0]!);
      return wrapper ? this.unfreedObjects(wrapper, owner, parts) : this.finding(owner, parts);
    });
  }

  /** Instances whose growth the findings explain. */
  leakingInstances(): ReadonlySet<string> {
    return new Set(this.leakingPlaces().flatMap(({ sites }) => sites.map((site) => keyOfInstance(site))));
  }

  private note(event: EventOf<'allocation-sites'>, site: AllocationSite): void {
    const key = `${instanceKey(event)}/${site.stack}`;
    const { calls, elapsedMs, uncollected = false } = event;
    const liveOverTime = this.sites.get(key)?.liveOverTime ?? [];
    if (calls < MIN_CALLS) addSample(liveOverTime, { ...this.memories.clock.now(event), live: site.live });
    else liveOverTime.length = 0;
    this.sites.set(key, { ...site, at: event, module: event.module, instance: event.instance, calls, elapsedMs, uncollected, liveOverTime });
  }

  private leakingPlaces(): LeakingPlace[] {
    return [...this.byPlace().values()].map((group) => ({ ...group, leak: sum(group.sites) })).filter(({ leak, sites }) => leaks(leak, () => this.growsWithRequests(sites)) && !isSetUp(sites));
  }

  private growsWithRequests(sites: readonly SeenSite[]): boolean {
    const { clock } = this.memories;
    const { at } = sites[0]!;
    const grown = sites.flatMap(({ liveOverTime }) => liveOverTime.map((sample, index) => [sample, sample.live - (liveOverTime[index - 1]?.live ?? 0)] as const));
    return clock.serves(at) && grewThroughout(clock.byPart(grown, clock.start(at), clock.end(at)));
  }

  notObserved(): NotObserved[] {
    return [];
  }

  /** Sites of one source line are one cause, whatever called it. */
  private byPlace(): Map<string, { place: FindingPlace | null; sites: SeenSite[] }> {
    const places = new Map<string, { place: FindingPlace | null; sites: SeenSite[] }>();
    for (const site of this.sites.values()) {
      if (site.uncollected) continue;
      const wrapper = this.wrapperOf(site);
      const place = wrapper?.madeAt ?? this.askedAt(site) ?? this.beyondDispatcher(site) ?? this.context.userPlace(site.at, site.stack, isNoGlue);
      const key = wrapper ? `${wrapper.name} ${wrapper.madeAt.file}:${wrapper.madeAt.line}` : place ? `${place.file}:${place.line}` : `${site.module}:${this.functionOf(site) ?? ''}`;
      const group = places.get(key) ?? { place, sites: [] };
      places.set(key, group);
      group.sites.push(site);
    }
    return places;
  }

  /** Where JavaScript asks for a block that an export hands out to it, as it would ask `malloc`. */
  private askedAt(site: SeenSite): FindingPlace | null {
    return site.handedOut ? this.context.userPlace(site.at, site.stack, (frame) => frame.kind === 'js' && isNoGlue(frame)) : null;
  }

  /** Where an export is called by its name and no source of the module's own is known: who has that done. */
  private beyondDispatcher(site: SeenSite): FindingPlace | null {
    const frames = this.context.stack(site.at, site.stack);
    const dispatcher = frames.find((frame) => frame.kind === 'js');
    if (dispatcher?.kind !== 'js' || !GLUE_DISPATCHERS.test(dispatcher.function ?? '')) return null;
    return this.context.userPlace(site.at, site.stack, (frame, { file }) => frame.kind === 'wasm' || file !== dispatcher.file);
  }

  /** The class whose constructor called into Wasm, and the line that makes an object of it. */
  private wrapperOf(site: SeenSite): Wrapper | null {
    const frames = this.context.stack(site.at, site.stack);
    const first = frames.findIndex((frame) => frame.kind === 'js' && isNoGlue(frame));
    const glueFile = this.glueFiles.get(keyOfInstance(site));
    const inGlue = (frame: TraceFrame | undefined): boolean => frame?.kind === 'js' && (frame.file === '' || frame.file === glueFile);
    const constructs = (frame: TraceFrame | undefined): boolean => frame?.kind === 'js' && frame.constructs === true;
    const constructor = frames.findIndex((frame, index) => index >= first && (constructs(frame) || !inGlue(frame)));
    const made = frames[constructor];
    if (first < 1 || made?.kind !== 'js' || !made.constructs || made.function === null) return null;
    const outside = frames.findIndex((frame, index) => index > constructor && !constructs(frame));
    const [madeAt] = outside < 0 ? [] : this.context.places(frames[outside]!);
    // Functions between the constructor and Wasm are the object's own affair in glue only: elsewhere they are the cause.
    if (!madeAt || (constructor > first && inGlue(frames[outside]))) return null;
    return { name: made.function, madeAt };
  }

  private unfreedObjects({ name }: Wrapper, owner: LeakingPlace, parts: readonly LeakingPlace[]): Finding {
    const general = this.finding(owner, parts);
    const { leak } = owner;
    return {
      ...general,
      rule: 'memory/unfreed-object',
      message: `Objects of \`${name}\` made here own ${leak.live} blocks (${leak.liveBytes} bytes) of linear memory that are never freed`,
      evidence: { class: name, ...general.evidence },
      remedy: `Free each \`${name}\` (\`free()\` or \`delete()\`) when its work is done, on every path (\`try … finally\`, \`using\`); a finalizer runs only when the event loop has its turn and garbage is collected.`,
    };
  }

  private finding({ place: at, sites, leak }: LeakingPlace, parts: readonly LeakingPlace[]): Finding {
    const grown = this.growthOfMemory(sites);
    const owned = parts.map((part) => part.leak);
    const [ownedBlocks, ownedBytes] = [owned.reduce((sum, { live }) => sum + live, 0), owned.reduce((sum, { liveBytes }) => sum + liveBytes, 0)];
    const where = at ? '' : ` in ${this.functionOf(sites[0]!) ?? 'a function without debug information'}`;
    const held = leak.unreachable === null ? 'are never released' : isLost(leak) ? 'are never released, and nothing points to them any more' : 'are held and never released';
    return {
      rule: 'memory/leaked-allocation',
      severity: 'error',
      message: `${leak.live} blocks (${leak.liveBytes} bytes) allocated here${where}${ownedBlocks > 0 ? `, with ${ownedBlocks} more that they point to (${ownedBytes} bytes),` : ''} ${held}`,
      at,
      related: [...parts.flatMap((part) => (part.place ? [{ message: `${part.leak.live} blocks that they point to are allocated here`, at: part.place }] : [])), ...this.callers(sites, at)],
      evidence: {
        leakedBytes: leak.liveBytes,
        leakedBlocks: leak.live,
        allocations: leak.allocations,
        allocatedBytes: leak.allocatedBytes,
        releasedBlocks: leak.allocations - leak.live,
        ...(ownedBlocks > 0 && { ownedBlocks, ownedBytes }),
        ...(leak.unreachable !== null && { unreachableBlocks: leak.unreachable }),
        exportCalls: leak.calls,
        observedMs: Math.round(leak.elapsedMs),
        ...grown,
        exact: !leak.estimated,
        liveBytesFlame: this.flameOf([...sites, ...parts.flatMap((part) => part.sites)]),
      },
      remedy: isLost(leak)
        ? 'Free the block on every path out of the function that owns it, early returns and errors included.'
        : 'Release these blocks when their owner is done with them, or give what holds them a bound.',
    };
  }

  /** Where calls came from, for the sites with most bytes. */
  private callers(sites: readonly SeenSite[], at: FindingPlace | null): Finding['related'] {
    const related = new Map<string, Finding['related'][number]>();
    for (const site of [...sites].sort((a, b) => b.liveBytes - a.liveBytes).slice(0, 3)) {
      const caller = this.context.userPlace(site.at, site.stack, (frame, place) => frame.kind === 'js' && isNoGlue(frame) && !GLUE_CALLERS.test(frame.function ?? '') && place.file !== at?.file && !isThirdPartyFile(place.file) && place.file !== this.glueFiles.get(keyOfInstance(site)));
      if (caller) related.set(`${caller.file}:${caller.line}`, { message: 'called from here', at: caller });
    }
    return [...related.values()];
  }

  /** Of all memories that the sites are in; the curve is that of the first. */
  private growthOfMemory(sites: readonly SeenSite[]): Record<string, unknown> {
    const curves = [...new Set(sites.flatMap((site) => this.memories.of({ ...site.at, instance: site.instance }) ?? []))];
    const [first] = curves;
    if (!first) return {};
    return {
      grownBytes: curves.reduce((grown, { committed }) => grown + committed.at(-1)!.bytes - committed[0]!.bytes, 0),
      memoryBytes: curves.reduce((bytes, { committed }) => bytes + committed.at(-1)!.bytes, 0),
      ...this.memories.evidence(first, this.context),
    };
  }

  /** Who asked for what is live in the memories of the leak. */
  private flameOf(leaking: readonly SeenSite[]): FlameNode {
    const marked = new Set<AllocationSite>(leaking);
    const instances = new Set(leaking.map(keyOfInstance));
    return liveFlame([...this.sites.values()].filter((site) => instances.has(keyOfInstance(site))), (site) => marked.has(site), this.context);
  }

  private functionOf(site: SeenSite): string | null {
    const frames = this.context.stack(site.at, site.stack);
    return frames.find((frame) => frame.kind === 'wasm' && !isAllocatorFunction(frame.function))?.function ?? null;
  }
}

/** A line, or what stands for it, whose blocks pile up. */
interface LeakingPlace {
  readonly place: FindingPlace | null;
  readonly sites: readonly SeenSite[];
  readonly leak: Leak;
}

interface Wrapper {
  readonly name: string;
  readonly madeAt: FindingPlace;
}

interface Leak extends Omit<AllocationSite, 'stack'> {
  readonly calls: number;
  readonly elapsedMs: number;
}

function sum(sites: readonly SeenSite[]): Leak {
  const add = (pick: (site: SeenSite) => number): number => sites.reduce((total, site) => total + pick(site), 0);
  const addParts = (pick: (site: SeenSite) => readonly number[]): number[] => pick(sites[0]!).map((_, part) => add((site) => pick(site)[part] ?? 0));
  return {
    allocations: add((site) => site.allocations),
    allocatedBytes: add((site) => site.allocatedBytes),
    live: add((site) => site.live),
    liveBytes: add((site) => site.liveBytes),
    bornByCall: addParts((site) => site.bornByCall),
    bornByTime: addParts((site) => site.bornByTime),
    unreachable: sites.some(({ unreachable }) => unreachable === null) ? null : add((site) => site.unreachable ?? 0),
    estimated: sites.some(({ estimated }) => estimated),
    calls: Math.max(...sites.map(({ calls }) => calls)),
    elapsedMs: Math.max(...sites.map(({ elapsedMs }) => elapsedMs)),
  };
}

/** Places whose blocks are parts of the blocks of another that leaks: freeing these is one mistake. */
function ownersOf(places: readonly LeakingPlace[]): ReadonlyMap<LeakingPlace, LeakingPlace> {
  const bySite = new Map(places.flatMap((place) => place.sites.map((site) => [`${keyOfInstance(site)}/${site.stack}`, place] as const)));
  const direct = new Map<LeakingPlace, LeakingPlace>();
  for (const place of places) {
    const ofSites = place.sites.map((site) => (site.owner === undefined ? undefined : bySite.get(`${keyOfInstance(site)}/${site.owner}`)));
    const [owner] = ofSites;
    if (owner && owner !== place && ofSites.every((other) => other === owner)) direct.set(place, owner);
  }
  return new Map([...direct.keys()].flatMap((place) => {
    let owner = direct.get(place)!;
    for (let steps = 0; steps < places.length && direct.has(owner); steps++) owner = direct.get(owner)!;
    return direct.has(owner) ? [] : [[place, owner] as const];
  }));
}

function leaks(leak: Leak, withRequests: () => boolean): boolean {
  if (leak.live < MIN_LIVE_BLOCKS) return false;
  const throughTime = grewThroughout(leak.bornByTime);
  const throughWork = leak.calls >= MIN_CALLS ? grewThroughout(leak.bornByCall) : throughTime || withRequests();
  if (isLost(leak)) return throughWork;
  return throughWork && (throughTime || leak.calls < MIN_CALLS) && leak.elapsedMs >= MIN_HELD_MS;
}

/**
 * Made one after the other, and used by calls that come later: nobody frees that while it is in use, though only
 * JavaScript may hold it. Where no other calls are seen there is nothing to tell it by.
 */
function isSetUp(sites: readonly SeenSite[]): boolean {
  const { bornByCall, calls } = sites.reduce((most, site) => (site.live > most.live ? site : most));
  const others = bornByCall.map((born) => Math.max(0, calls / bornByCall.length - born));
  const total = others.reduce((sum, count) => sum + count, 0);
  if (total < MIN_CALLS) return false;
  const byOthers = bornByCall.map(() => 0);
  let before = 0;
  bornByCall.forEach((born, part) => {
    byOthers[Math.min(byOthers.length - 1, Math.floor(((before + others[part]! / 2) / total) * byOthers.length))]! += born;
    before += others[part]!;
  });
  return !grewThroughout(byOthers);
}

const keyOfInstance = ({ at, instance }: SeenSite): string => instanceKey({ ...at, instance });
const isLost = (leak: Leak): boolean => leak.unreachable !== null && leak.unreachable >= MOSTLY * leak.live;
const isNoGlue = (frame: TraceFrame): boolean => frame.kind === 'wasm' || !GLUE_ALLOCATORS.test(frame.function ?? '');
