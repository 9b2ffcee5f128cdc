import type { Protocol } from 'devtools-protocol';
import { pathToFileURL } from 'node:url';
import type { CdpSession } from '../cdp/connection';

/** A script that is about to be compiled, and what it says of its source map. */
export interface ComingScript {
  readonly url: string;
  readonly mapUrl: string;
}

/** The last such comment counts (ECMA-426, 11.1.1.2). Of packages nothing is wanted. */
const COMMENT = String.raw`/^[ \t]*\/\/[#@][ \t]*sourceMappingURL=(\S+)[ \t]*$/gm`;
const NAMES_A_MAP = String.raw`typeof arguments[0] === 'string' && !/[\\/]node_modules[\\/]/.test(arguments[1]) && ${COMMENT}.test(arguments[0])`;
const COMING = `(() => { const found = [...arguments[0].matchAll(${COMMENT})]; return [String(arguments[1]), found[found.length - 1][1]]; })()`;

/**
 * Node compiles a CommonJS module and runs it in one go, and V8 waits before the first run of none (CDP
 * Debugger.setInstrumentationBreakpoint). So the thread pauses in the function that all of them are compiled by.
 */
export class CommonJs {
  private watching: Promise<string | null> | undefined;
  private breakpointId: string | null = null;
  /** Of modules that name a map, if anybody wants to know. */
  private wantsMaps = false;

  constructor(private readonly session: CdpSession) {}

  /** From now on. In what is no Node there is nothing to watch. */
  async watch(): Promise<void> {
    this.wantsMaps = true;
    this.watching ??= this.set(NAMES_A_MAP);
    this.breakpointId = await this.watching;
  }

  /** At each module, or as before. */
  async stopAtEach(isWanted: boolean): Promise<void> {
    const breakpointId = await this.watching;
    if (breakpointId) await this.session.send('Debugger.removeBreakpoint', { breakpointId });
    this.watching = isWanted ? this.set() : this.wantsMaps ? this.set(NAMES_A_MAP) : undefined;
    this.breakpointId = (await this.watching) ?? null;
  }

  isAt({ hitBreakpoints = [] }: Protocol.Debugger.PausedEvent): boolean {
    return this.breakpointId !== null && hitBreakpoints.includes(this.breakpointId);
  }

  /** The file of the module that is about to be compiled; null where that can't be told. */
  async pathAt({ callFrames: [top] }: Protocol.Debugger.PausedEvent): Promise<string | null> {
    const path = top && (await this.evaluate(top, 'String(arguments[1])'));
    return typeof path === 'string' ? path : null;
  }

  /** null where it names no map. */
  async comingAt({ callFrames: [top] }: Protocol.Debugger.PausedEvent): Promise<ComingScript | null> {
    const coming = top && (await this.evaluate(top, COMING));
    const [path, mapUrl] = Array.isArray(coming) ? coming.map(String) : [];
    return path === undefined || mapUrl === undefined ? null : { url: pathToFileURL(path).href, mapUrl };
  }

  private async evaluate({ callFrameId }: Protocol.Debugger.CallFrame, expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression, returnByValue: true, silent: true });
    return exceptionDetails ? undefined : result.value;
  }

  private async set(condition?: string): Promise<string | null> {
    const expression = `globalThis.process?.getBuiltinModule?.('node:module')?.prototype?._compile`;
    const { result } = await this.session.send('Runtime.evaluate', { expression, silent: true, disableBreaks: true });
    if (result.objectId === undefined) return null;
    const { breakpointId } = await this.session.send('Debugger.setBreakpointOnFunctionCall', { objectId: result.objectId, ...(condition === undefined ? {} : { condition }) });
    return breakpointId;
  }
}
