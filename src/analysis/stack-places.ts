import { moduleOffset } from '../base/offsets';
import type { FindingPlace } from '../findings/finding';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { EventOf, ModuleHash, Stamp, StackId, TraceFrame } from '../trace/event';
import type { AnalysisContext } from './analyser';
import { isAllocatorFunction, isLibraryFile, isThirdPartyFile } from './user-code';

/** What the caller hands in: symbols by module, and where a compiler's file name stands on this machine. */
export interface PlaceSources {
  symbols(module: ModuleHash): ModuleSymbols | undefined;
  /** The path to show for a file that the debug information of `module` names. */
  sourcePath(file: string, module: ModuleHash): string;
}

/** Keeps the stacks of a trace and turns their frames into places in source. */
export class StackPlaces implements AnalysisContext {
  private readonly stacks = new Map<string, readonly TraceFrame[]>();

  constructor(private readonly sources: PlaceSources) {}

  add(event: EventOf<'stack'>): void {
    this.stacks.set(key(event, event.id), event.frames);
  }

  symbols(module: ModuleHash): ModuleSymbols | undefined {
    return this.sources.symbols(module);
  }

  stack(at: Stamp, id: StackId): readonly TraceFrame[] {
    return this.stacks.get(key(at, id)) ?? [];
  }

  places(frame: TraceFrame): readonly FindingPlace[] {
    if (frame.kind === 'js') return [{ file: frame.file, line: frame.line, column: frame.column, function: frame.function }];
    const module = frame.module;
    const known = module === null ? [] : (this.sources.symbols(module)?.framesAt(moduleOffset(frame.offset)) ?? []);
    return known.flatMap((source) =>
      source.file === null || module === null
        ? []
        : [{ file: this.sources.sourcePath(source.file, module), line: source.line || (source.nearLine ?? 0), column: source.column, function: source.function }],
    );
  }

  userPlace(at: Stamp, id: StackId, accept: (frame: TraceFrame, place: FindingPlace) => boolean = () => true): FindingPlace | null {
    let thirdParty: FindingPlace | null = null;
    for (const frame of this.stack(at, id)) {
      for (const place of this.places(frame)) {
        if (!isUserPlace(place) || !accept(frame, place)) continue;
        if (!isThirdPartyFile(place.file)) return place;
        thirdParty ??= place;
      }
    }
    return thirdParty;
  }
}

/** Code that a program makes of text has no file. */
function isUserPlace(place: FindingPlace): boolean {
  return place.line > 0 && place.file !== '' && !isLibraryFile(place.file) && !isAllocatorFunction(place.function);
}

const key = (at: Stamp, id: StackId): string => `${at.pid}/${at.tid}/${id}`;
