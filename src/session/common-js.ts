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

  constructor(private readonly session: CdpSession) {}

  /** From now on. In what is no Node there is nothing to watch. */
  async watch(): Promise<void> {
    this.watching ??= this.set();
    this.breakpointId = await this.watching;
  }

  isAt({ hitBreakpoints = [] }: Protocol.Debugger.PausedEvent): boolean {
    return this.breakpointId !== null && hitBreakpoints.includes(this.breakpointId);
  }

  /** null where that can't be told. */
  async comingAt({ callFrames: [top] }: Protocol.Debugger.PausedEvent): Promise<ComingScript | null> {
    if (!top) return null;
    const { result } = await this.session.send('Debugger.evaluateOnCallFrame', { callFrameId: top.callFrameId, expression: COMING, returnByValue: true, silent: true });
    const [path, mapUrl] = Array.isArray(result.value) ? result.value.map(String) : [];
    return path === undefined || mapUrl === undefined ? null : { url: pathToFileURL(path).href, mapUrl };
  }

  private async set(): Promise<string | null> {
    const expression = `globalThis.process?.getBuiltinModule?.('node:module')?.prototype?._compile`;
    const { result } = await this.session.send('Runtime.evaluate', { expression, silent: true, disableBreaks: true });
    if (result.objectId === undefined) return null;
    const { breakpointId } = await this.session.send('Debugger.setBreakpointOnFunctionCall', { objectId: result.objectId, condition: NAMES_A_MAP });
    return breakpointId;
  }
}
