import type { AdapterHost } from '../adapter/debug-adapter';
import type { Formatter } from '../values/value';
import { debugBootPath } from './package-info';
import { findScriptMap } from './script-map-file';
import { SymbolStore } from './symbol-store';

/** What debug sessions of one process share: symbols by content, so that the second on a module starts warm. */
export function adapterHost(formatters: readonly Formatter[] = []): AdapterHost {
  const store = new SymbolStore();
  return { openSymbols: (module, debugDirs, findFile) => store.openLoaded(module, { path: null, debugDirs, findFile }), findScriptMap, bootPath: debugBootPath, formatters };
}
