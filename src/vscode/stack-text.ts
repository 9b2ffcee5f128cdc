import { fileURLToPath } from 'node:url';
import type { FindingPlace } from '../findings/finding';
import { WASM_FRAME } from '../toolkit/symbolicate-trace';

/** A frame of a stack trace as text; `place` is null where it leads to no file on this machine. */
export interface TextFrame {
  readonly function: string;
  readonly place: FindingPlace | null;
  readonly text: string;
}

/** One line a frame, whatever became of line breaks when it was pasted. */
export function traceLines(text: string): string {
  return text.replace(/\s+at (?=\S)/g, '\n    at ');
}

/** The first frame of Wasm in a line as V8 prints it, and where in the line it stands. */
export function wasmFrameIn(line: string): { readonly start: number; readonly text: string } | null {
  const match = WASM_FRAME.exec(line);
  return match && { start: match.index, text: match[0] };
}

/** The frames of a trace; other lines are left out. */
export function framesOf(trace: string): TextFrame[] {
  return trace.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*at (?:(.+) \((.+)\)(?: \[inlined\])?|(\S.*))$/.exec(line);
    return match ? [frameOf(match[1] ?? '', match[2] ?? match[3]!)] : [];
  });
}

function frameOf(name: string, text: string): TextFrame {
  const match = WASM_FRAME.test(text) ? null : /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  const file = match && pathOf(match[1]!);
  return { function: name, text, place: match && file !== null ? { file, line: Number(match[2]), column: Number(match[3] ?? 0), function: name || null } : null };
}

function pathOf(text: string): string | null {
  if (/^(?:node|wasm|https?|blob|data):/.test(text)) return null;
  try {
    return text.startsWith('file:') ? fileURLToPath(text) : text;
  } catch {
    return null;
  }
}
