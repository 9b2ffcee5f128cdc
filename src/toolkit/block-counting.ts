import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_ENV, AGENT_SYMBOL, type AgentOptions } from '../agent/wire';
import type { CdpSession } from '../cdp/connection';
import type { ModuleHash, TraceEvent } from '../trace/event';
import { agentPath } from './package-info';
import { Spool } from './spool';

/** Counts of a program that is killed are as old as this at most. */
const FLUSH_MS = 2_000;

/** A module whose blocks were counted, as it was built. */
export interface BlockCounts {
  readonly bytes: Uint8Array;
  /** How often each counter was passed, in all threads and instances. */
  readonly values: readonly number[];
}

/** Has a launched program count how often each block of its Wasm runs, and reads the counts when it has ended. */
export class BlockCounting {
  private readonly folder = mkdtempSync(join(tmpdir(), 'wasmscope-'));
  private readonly files = new Map<ModuleHash, string>();
  /** The latest of each thread and module. */
  private readonly counts = new Map<string, { readonly module: ModuleHash; readonly counts: readonly number[] }>();
  /** What went wrong in the program, one line each. */
  readonly problems = new Set<string>();

  /** The environment that loads the agent, for the program to be started in. */
  environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const options: AgentOptions = { spoolDir: this.folder, mode: 'launch', trackAllocations: false, flushMs: FLUSH_MS, without: [], countBlocks: true };
    return { ...given, [AGENT_ENV]: JSON.stringify(options), NODE_OPTIONS: [given['NODE_OPTIONS'], `--require ${JSON.stringify(agentPath)}`].filter(Boolean).join(' ') };
  }

  /** By module. To be called once: the program tells its last counts, if it still answers, and counts no more. */
  async finish(program: CdpSession): Promise<ReadonlyMap<ModuleHash, BlockCounts>> {
    await program.send('Runtime.evaluate', { expression: `globalThis[Symbol.for(${JSON.stringify(AGENT_SYMBOL)})]?.uninstall()` }).catch(() => undefined);
    const spool = new Spool(this.folder, (event) => this.onEvent(event));
    spool.poll();
    spool.close();
    const modules = new Map<ModuleHash, BlockCounts>();
    for (const { module, counts } of this.counts.values()) {
      const bytes = modules.get(module)?.bytes ?? this.bytesOf(module);
      const before = modules.get(module)?.values ?? [];
      if (bytes) modules.set(module, { bytes, values: counts.map((count, position) => count + (before[position] ?? 0)) });
    }
    return modules;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private onEvent(event: TraceEvent): void {
    if (event.kind === 'module' && event.bytesFile !== null) this.files.set(event.module, event.bytesFile);
    if (event.kind === 'block-counts') this.counts.set(`${event.pid} ${event.tid} ${event.module}`, event);
    if (event.kind === 'not-observed') this.problems.add(event.why);
  }

  private bytesOf(module: ModuleHash): Uint8Array | undefined {
    const path = this.files.get(module);
    try {
      return path === undefined ? undefined : readFileSync(path);
    } catch {
      return undefined;
    }
  }
}
