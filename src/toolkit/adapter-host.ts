import type { AdapterHost } from '../adapter/debug-adapter';
import { SymbolStore } from './symbol-store';

/** What debug sessions of one process share: symbols by content, so that the second on a module starts warm. */
export function adapterHost(): AdapterHost {
  const store = new SymbolStore();
  return { openSymbols: (bytes, _url, debugDirs) => store.openBytes(bytes, { path: null, debugDirs }) };
}
