import type { FindingPlace } from '../../findings/finding';
import type { AllocationSite } from '../../trace/memory-events';
import type { Stamp, TraceFrame } from '../../trace/event';
import type { AnalysisContext } from '../analyser';
import { isAllocatorFunction, isLibraryFile } from '../user-code';

/** A function in the tree of who asked for the live bytes, as evidence has it. */
export interface FlameNode {
  readonly name: string;
  /** `file:line` where the function is left for the next one in. */
  readonly place: string | null;
  readonly value: number;
  /** All of it belongs to the finding. */
  readonly marked: boolean;
  readonly children: readonly FlameNode[];
}

interface Branch {
  readonly name: string;
  readonly place: string | null;
  value: number;
  markedValue: number;
  readonly children: Map<string, Branch>;
}

interface Site extends AllocationSite {
  readonly at: Stamp;
}

/** Deeper than this only the inner part is kept; what is thinner than a pixel is not drawn. */
const SHOWN_DEPTH = 24;
const SHOWN_SHARE = 1 / 400;
const SHOWN_CHILDREN = 24;

/** Live bytes by call path, outermost first; a path ends at the user's line that asked the allocator. */
export function liveFlame(sites: readonly Site[], isMarked: (site: Site) => boolean, context: AnalysisContext): FlameNode {
  const root = branch('all live blocks', null);
  for (const site of sites) {
    const marked = isMarked(site) ? site.liveBytes : 0;
    let at = root;
    grow(at, site.liveBytes, marked);
    for (const { name, place } of pathOf(site, context)) {
      const key = `${name} ${place}`;
      let next = at.children.get(key);
      if (!next) at.children.set(key, (next = branch(name, place)));
      grow((at = next), site.liveBytes, marked);
    }
  }
  return shown(root, root.value * SHOWN_SHARE);
}

const branch = (name: string, place: string | null): Branch => ({ name, place, value: 0, markedValue: 0, children: new Map() });

function grow(at: Branch, bytes: number, marked: number): void {
  at.value += bytes;
  at.markedValue += marked;
}

function pathOf({ at, stack }: Site, context: AnalysisContext): { name: string; place: string | null }[] {
  const steps = context.stack(at, stack).flatMap((frame) => stepsOf(frame, context.places(frame)));
  return steps.slice(0, SHOWN_DEPTH).reverse();
}

/** An inlined chain is several steps; allocators and what belongs to a runtime are none. */
function stepsOf(frame: TraceFrame, places: readonly FindingPlace[]): { name: string; place: string | null }[] {
  if (places.length === 0) return frame.kind === 'wasm' && !isAllocatorFunction(frame.function) ? [{ name: frame.function ?? `wasm function ${frame.functionIndex}`, place: null }] : [];
  return places.flatMap(({ file, line, function: name }) => (isLibraryFile(file) || isAllocatorFunction(name) ? [] : [{ name: name ?? `${file.split(/[\\/]/).at(-1)}:${line}`, place: `${file}:${line}` }]));
}

function shown({ name, place, value, markedValue, children }: Branch, least: number): FlameNode {
  const wide = [...children.values()].filter((child) => child.value >= least && child.value > 0).sort((a, b) => b.value - a.value).slice(0, SHOWN_CHILDREN);
  return { name, place, value, marked: markedValue === value && value > 0, children: wide.map((child) => shown(child, least)) };
}
