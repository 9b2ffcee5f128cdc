import { performance } from 'node:perf_hooks';
import { rewrittenOffset } from '../base/offsets';
import { messageFor } from '../base/user-error';
import type { ModuleHash } from '../trace/event';
import { countBlocks, readCounts } from '../wasm/rewrite/block-counters';
import { Emitter } from './emitter';
import { followChildren } from './follow-children';
import { noteModuleFiles } from './module-files';
import { ModuleRegistry } from './module-registry';
import { NodeModuleKeeper } from './node-module-keeper';
import { Patches } from './patches';
import { spoolIn } from './spool-file';
import { WasmInterception } from './wasm-hooks';
import type { AgentFace, AgentOptions } from './wire';

/** Instances beyond these are counted only as long as the program keeps them. */
const KEPT_INSTANCES = 100;

interface CountedInstance {
  readonly counters: number;
  readonly exports: () => WebAssembly.Exports | undefined;
}

/**
 * The agent of a measured program: it rewrites modules to count their blocks, and watches nothing else, so that the
 * program's own time stays what is measured.
 */
export class BlockCountAgent implements AgentFace {
  private readonly emitter: Emitter;
  private readonly patches = new Patches();
  private readonly instances = new Map<ModuleHash, CountedInstance[]>();
  private kept = 0;
  private readonly wrappers = { on: true, onFault: (error: unknown): void => this.tell(messageFor(error)) };
  private readonly timer: NodeJS.Timeout;
  private readonly onExit = (): void => this.uninstall();

  constructor(options: AgentOptions, bundlePath: string | null) {
    this.emitter = new Emitter(spoolIn(options.spoolDir));
    const modules = new ModuleRegistry(new NodeModuleKeeper(options.spoolDir), (event) => this.emitter.emit(event), now);
    noteModuleFiles(modules, this.patches);
    if (bundlePath !== null) followChildren(options, bundlePath, this.patches);
    const wasm = new WasmInterception({ patches: this.patches, modules, wrappers: this.wrappers, captureStack: () => 0, isNodesOwn: () => false, now, onCollected: () => undefined, onCompileFailed: () => undefined });
    wasm.onBytes(({ hash, module }) => {
      const { bytes, offsetMap, counters } = countBlocks(module);
      return { bytes, mapOffset: (offset) => offsetMap.toOriginal(rewrittenOffset(offset)), afterInstantiate: (instance) => this.keep(hash, counters, instance) };
    });
    this.timer = setInterval(() => this.flush(), options.flushMs);
    this.timer.unref();
    process.on('exit', this.onExit);
  }

  drain(): string {
    return this.emitter.drain();
  }

  uninstall(): void {
    if (!this.wrappers.on) return;
    this.flush();
    this.wrappers.on = false;
    clearInterval(this.timer);
    process.off('exit', this.onExit);
    this.patches.undoAll(() => undefined);
    this.emitter.close();
  }

  /** Its exports are taken now: the program is given others, without ours. */
  private keep(hash: ModuleHash, counters: number, instance: WebAssembly.Instance): void {
    const { exports } = instance;
    const weak = new WeakRef(exports);
    const known = this.instances.get(hash) ?? [];
    this.instances.set(hash, known);
    known.push({ counters, exports: this.kept++ < KEPT_INSTANCES ? () => exports : () => weak.deref() });
  }

  private flush(): void {
    try {
      for (const [module, instances] of this.instances) this.emitter.emit({ t: now(), kind: 'block-counts', module, counts: summed(instances) });
    } catch (error) {
      this.tell(messageFor(error));
    }
    this.emitter.flush();
  }

  private tell(why: string): void {
    this.emitter.emit({ t: now(), kind: 'not-observed', rules: [], why: `counting blocks failed: ${why}` });
  }
}

function summed(instances: readonly CountedInstance[]): number[] {
  const total: number[] = [];
  for (const { counters, exports } of instances) {
    const own = exports();
    if (own) for (const [position, value] of readCounts(own, counters).entries()) total[position] = (total[position] ?? 0) + value;
  }
  return total;
}

const now = (): number => performance.timeOrigin + performance.now();
