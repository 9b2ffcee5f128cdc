import type { TableFunction } from '../session/frame-state';
import type { Thread } from '../session/thread';
import type { ModuleSymbols } from '../symbols/module-symbols';

/** As its source calls it, else as its module does; modules share tables, so it may be another's. undefined where nothing knows it. */
export async function tableFunctionName(place: TableFunction, own: ModuleSymbols, thread: Thread): Promise<string | undefined> {
  const isOwn = 'index' in place;
  const symbols = isOwn ? own : await thread.wasmScript(place.scriptId)?.symbols();
  const fn = isOwn ? own.module.functions.withIndex(place.index) : symbols?.module.functionAt(place.bodyStart);
  const index = isOwn ? place.index : fn?.index;
  if (!symbols || index === undefined) return undefined;
  return (fn && symbols.functionAt(fn.bodyStart)?.name) ?? symbols.module.functionName(index) ?? `function ${index}`;
}
