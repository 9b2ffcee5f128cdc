import type { ModuleHash } from '../trace/event';
import type { WasmModule } from '../wasm/module';

export interface CompiledModule {
  readonly hash: ModuleHash;
  /** Parsed from the original bytes; bytes may be dropped after writing them out. */
  readonly module: WasmModule;
  /** Path of the file that the bytes were read from, where the agent saw the read. */
  readonly sourceFile: string | null;
}
