import { moduleOffset, type ModuleOffset } from '../base/offsets';
import { visibleText } from '../base/visible-text';
import type { SourceFrame } from './module-symbols';

/** A Wasm frame as V8 prints it: `at name (wasm://wasm/module-1a2b3c4d:wasm-function[12]:0x1f3)`; the offset is a module offset. */
export const WASM_FRAME = /((?:wasm:\/\/wasm\/|https?:\/\/|file:\/\/)[^\s()]*?):wasm-function\[(\d+)\]:0x([\da-f]+)/i;

export interface PrintedFrame {
  /** Of the module's script. */
  readonly url: string;
  readonly functionIndex: number;
  readonly offset: ModuleOffset;
}

/**
 * Rewrites text with V8 stack traces: each line with a Wasm frame becomes its source frames, innermost first, inlined
 * calls included. A line that leads nowhere stays as it is.
 */
export function rewriteStackTrace(text: string, framesOf: (printed: PrintedFrame) => readonly SourceFrame[], shownPath: (file: string) => string): string {
  return text
    .split('\n')
    .map((line) => {
      const printed = printedFrame(line);
      const frames = printed ? framesOf(printed).filter(({ file }) => file !== null) : [];
      if (frames.length === 0) return line;
      const indent = /^\s*/.exec(line)![0];
      return frames.map((frame) => `${indent}at ${visibleText(`${frame.function} (${placeOf(frame, shownPath)})`)}${frame.inlined ? ' [inlined]' : ''}`).join('\n');
    })
    .join('\n');
}

export function printedFrame(line: string): PrintedFrame | undefined {
  const [, url, index, offset] = WASM_FRAME.exec(line) ?? [];
  return url === undefined ? undefined : { url, functionIndex: Number(index), offset: moduleOffset(parseInt(offset!, 16)) };
}

function placeOf(frame: SourceFrame, shownPath: (file: string) => string): string {
  const line = frame.line || (frame.nearLine ?? 0);
  return `${shownPath(frame.file ?? '')}:${line}${frame.column > 0 ? `:${frame.column}` : ''}`;
}
