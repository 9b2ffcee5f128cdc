import { CdpError, type CdpSession } from '../cdp/connection';
import type { BoundPlace, Breakpoint } from './breakpoint';
import type { CompiledScript } from './compiled-script';
import { literally } from './script-addresses';
import { namesOfFile, type SourcePaths } from './source-paths';

/** Where one wish sits in one script, as its map was then. */
interface Placed {
  readonly identity: string;
  readonly cdpId: string;
  readonly place: BoundPlace;
}

/**
 * Breakpoints on lines that scripts were compiled from, in one thread. V8 keeps them by the script's address, so that they
 * stand in the same script when it is loaded again.
 */
export class CompiledBreakpoints {
  private readonly placed = new Map<string, Promise<Placed | null>>();

  constructor(
    private readonly session: CdpSession,
    private readonly paths: SourcePaths,
    /** As V8 takes it. */
    private readonly conditionOf: (breakpoint: Breakpoint) => { condition?: string },
  ) {}

  /** null where the script has nothing to do with it. */
  async bindIn(script: CompiledScript, breakpoint: Breakpoint): Promise<Placed | null> {
    const map = await script.mapOver(breakpoint.path);
    const identity = (await script.file())?.identity;
    if (!map || identity === undefined) return null;
    const key = `${breakpoint.id} ${script.url}`;
    const before = this.placed.get(key);
    const placing = (before ?? Promise.resolve(null)).then(async (known) => {
      if (known?.identity === identity) return known;
      if (known) await this.session.send('Debugger.removeBreakpoint', { breakpointId: known.cdpId });
      return this.place(script, identity, breakpoint, map);
    });
    this.placed.set(key, placing);
    return placing;
  }

  /** The ids that V8 gave to these wishes, which are no more. */
  async forget(ids: ReadonlySet<number>): Promise<string[]> {
    const gone = [...this.placed].filter(([key]) => ids.has(parseInt(key)));
    for (const [key] of gone) this.placed.delete(key);
    return (await Promise.all(gone.map(([, placing]) => placing.catch(() => null)))).flatMap((placed) => placed?.cdpId ?? []);
  }

  private async place({ url }: CompiledScript, identity: string, breakpoint: Breakpoint, map: NonNullable<Awaited<ReturnType<CompiledScript['map']>>>): Promise<Placed | null> {
    const { id, path, line, column } = breakpoint;
    const [name] = namesOfFile(path, map.sources, this.paths);
    const found = name === undefined ? null : map.generatedOf(name, line, column);
    if (!found) return null;
    const { original, generated } = found;
    // The wish is named, since V8 refuses a second one for the same place in the same words.
    const urlRegex = `^(?!wish ${id}$)${literally(url)}$`;
    try {
      const { breakpointId } = await this.session.send('Debugger.setBreakpointByUrl', { urlRegex, lineNumber: generated.line - 1, columnNumber: generated.column - 1, ...this.conditionOf(breakpoint) });
      return { identity, cdpId: breakpointId, place: original };
    } catch (error) {
      if (error instanceof CdpError && error.code !== null) return null;
      throw error;
    }
  }
}
