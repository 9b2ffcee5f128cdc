import type { CallFrame } from './call-frame';
import type { CpuProfileNode } from './cpu-profile';
import { isGlue, isWasmFrame } from './match-modules';

/**
 * To V8's profiler code with the same script and position is the same function, and the first that it sees names the node.
 * Where optimised JavaScript holds the glue of an exported function, that may be the glue (V8 11.3 to 12.4): a node named
 * `js-to-wasm` then stands for the function, with what the function calls below it.
 */
export class MaskedFunctions {
  private readonly functions = new Map<string, CallFrame>();

  /** Names are told by nodes of the same function elsewhere, in this slice or one before. */
  learn(nodes: readonly CpuProfileNode[]): void {
    for (const { callFrame } of nodes) if (isWasmFrame(callFrame)) this.functions.set(placeOf(callFrame), callFrame);
  }

  /** The function behind the glue; undefined of all other frames, and where nothing tells its name. */
  behind(callFrame: CallFrame): CallFrame | undefined {
    return isGlue(callFrame.functionName) && callFrame.columnNumber >= 0 ? this.functions.get(placeOf(callFrame)) : undefined;
  }

  /** Whether a node below the glue is the same function under its own name. */
  isMaskOf(glue: CallFrame, callFrame: CallFrame): boolean {
    return isWasmFrame(callFrame) && this.behind(glue) !== undefined && placeOf(glue) === placeOf(callFrame);
  }
}

const placeOf = ({ scriptId, url, columnNumber }: CallFrame): string => `${scriptId} ${columnNumber} ${url}`;
