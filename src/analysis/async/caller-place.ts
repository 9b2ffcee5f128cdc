import type { FindingPlace } from '../../findings/finding';
import type { EventOf, Stamp, StackId, TraceFrame } from '../../trace/event';
import type { AnalysisContext } from '../analyser';

/**
 * Places of calls into Wasm, seen from who writes them. Generated glue stands between: the file that instantiates the
 * module and wraps its exports. Where a stack goes on into another file of the program, that is the caller.
 */
export class CallerPlaces {
  private readonly instantiating = new Set<string>();

  constructor(private readonly context: AnalysisContext) {}

  onInstantiate(event: EventOf<'instantiate'>): void {
    const file = this.context.userPlace(event, event.stack)?.file;
    if (file !== undefined) this.instantiating.add(file);
  }

  of(at: Stamp, stack: StackId): FindingPlace | null {
    const inScripts = (frame: TraceFrame): boolean => frame.kind === 'js';
    return this.context.userPlace(at, stack, (frame, place) => inScripts(frame) && !this.instantiating.has(place.file)) ?? this.context.userPlace(at, stack, inScripts) ?? this.context.userPlace(at, stack);
  }

  /** The innermost line of Wasm source. */
  inWasm(at: Stamp, stack: StackId): FindingPlace | null {
    return this.context.userPlace(at, stack, (frame) => frame.kind === 'wasm');
  }
}

export function placeKey(place: FindingPlace | null): string {
  return place === null ? '' : `${place.file}:${place.line}:${place.column}`;
}
