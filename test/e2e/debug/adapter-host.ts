import type { AdapterHost } from '../../../src/adapter/debug-adapter';
import { openModuleBytes } from '../../../src/toolkit/open-module';

export const host: AdapterHost = { openSymbols: (bytes, _url, debugDirs) => openModuleBytes(bytes, { path: null, debugDirs }) };
