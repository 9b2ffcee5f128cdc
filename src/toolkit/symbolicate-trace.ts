import { moduleOffset } from '../base/offsets';
import { visibleText } from '../findings/exporters/visible-text';
import type { ModuleSymbols, SourceFrame } from '../symbols/module-symbols';
import { NO_MAPPINGS, type PathPrefixes } from './path-prefixes';

/** A Wasm frame as V8 prints it: `at name (wasm://wasm/module-1a2b3c4d:wasm-function[12]:0x1f3)`; the offset is a module offset. */
export const WASM_FRAME = /((?:wasm:\/\/wasm\/|https?:\/\/|file:\/\/)[^\s()]*?):wasm-function\[(\d+)\]:0x([\da-f]+)/i;

/**
 * Rewrites text with V8 stack traces: each line with a Wasm frame becomes its source frames, innermost first, inlined
 * calls included. A line that leads nowhere in the modules given stays as it is.
 */
export function symbolicateTrace(text: string, modules: readonly ModuleSymbols[], paths = NO_MAPPINGS): string {
  return text
    .split('\n')
    .map((line) => symbolicateLine(line, modules, paths))
    .join('\n');
}

function symbolicateLine(line: string, modules: readonly ModuleSymbols[], paths: PathPrefixes): string {
  const match = WASM_FRAME.exec(line);
  if (!match) return line;
  const index = Number(match[2]);
  const offset = moduleOffset(parseInt(match[3]!, 16));
  const symbols = moduleFor(match[1]!, index, offset, modules);
  const frames = symbols?.framesAt(offset).filter((frame) => frame.file !== null) ?? [];
  if (frames.length === 0) return line;
  const indent = /^\s*/.exec(line)![0];
  return frames.map((frame) => `${indent}at ${visibleText(`${frame.function} (${placeOf(frame, paths)})`)}${frame.inlined ? ' [inlined]' : ''}`).join('\n');
}

function placeOf(frame: SourceFrame, paths: PathPrefixes): string {
  const line = frame.line || (frame.nearLine ?? 0);
  return `${paths.shown(frame.file ?? '')}:${line}${frame.column > 0 ? `:${frame.column}` : ''}`;
}

/** The module whose function `index` holds `offset`; where several do, the one whose name is in the URL, else none. */
function moduleFor(url: string, index: number, offset: number, modules: readonly ModuleSymbols[]): ModuleSymbols | undefined {
  const holding = modules.filter(({ module }) => module.functionAt(moduleOffset(offset))?.index === index);
  if (holding.length <= 1) return holding[0];
  const named = holding.filter(({ module }) => module.names.module !== null && url.includes(`/${module.names.module}-`));
  return named.length === 1 ? named[0] : undefined;
}
