import type { ModuleSymbols } from '../symbols/module-symbols';
import { rewriteStackTrace, type PrintedFrame } from '../symbols/stack-trace';
import { NO_MAPPINGS } from './path-prefixes';

export { WASM_FRAME } from '../symbols/stack-trace';

/** Text with V8 stack traces, by the modules given; see `rewriteStackTrace`. */
export function symbolicateTrace(text: string, modules: readonly ModuleSymbols[], paths = NO_MAPPINGS): string {
  const framesOf = (printed: PrintedFrame): ReturnType<ModuleSymbols['framesAt']> => moduleFor(printed, modules)?.framesAt(printed.offset) ?? [];
  return rewriteStackTrace(text, framesOf, (file) => paths.shown(file));
}

/** The module whose function holds the offset; where several do, the one whose name is in the URL, else none. */
function moduleFor({ url, functionIndex, offset }: PrintedFrame, modules: readonly ModuleSymbols[]): ModuleSymbols | undefined {
  const holding = modules.filter(({ module }) => module.functionAt(offset)?.index === functionIndex);
  if (holding.length <= 1) return holding[0];
  const named = holding.filter(({ module }) => module.names.module !== null && url.includes(`/${module.names.module}-`));
  return named.length === 1 ? named[0] : undefined;
}
