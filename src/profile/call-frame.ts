import { numberOr, recordOf, textOr } from '../base/json-value';
import type { LineShare } from './line-shares';

/** `lineNumber` and `columnNumber` count from 0; of a Wasm function line 0 and, as column, where its body starts. */
export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  /** A Wasm function that is named by its source, where the file says so. */
  readonly wasm?: WasmOrigin;
}

/** Of a function that is named by its source: where it stands in its module. */
export interface WasmOrigin {
  /** Index among the extras' modules; null where it is none of them. */
  readonly module: number | null;
  readonly offset: number | null;
  readonly linkageName: string | null;
  /** How its own time spreads over lines, where its blocks were counted. */
  readonly lines?: readonly LineShare[];
}

/** In old exports it is the node itself. */
export function decodeCallFrame(value: unknown): CallFrame {
  const frame = recordOf(value);
  return {
    functionName: textOr(frame['functionName'], ''),
    scriptId: textOr(frame['scriptId'], '0'),
    url: textOr(frame['url'], ''),
    lineNumber: numberOr(frame['lineNumber'], -1),
    columnNumber: numberOr(frame['columnNumber'], -1),
  };
}
