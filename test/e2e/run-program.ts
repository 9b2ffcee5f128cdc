import { join } from 'node:path';
import { Analysis } from '../../src/analysis/analysis';
import { atLeast, type Finding, type NotObserved, type Severity } from '../../src/findings/finding';
import { ModuleStore } from '../../src/toolkit/module-store';
import { calibrationEvents } from '../../src/toolkit/calibrate';
import type { TraceEvent } from '../../src/trace/event';
import { watchLaunched } from '../../src/toolkit/watch-launched';

export interface ProgramOptions {
  /** For node, before the program. */
  readonly args?: readonly string[];
  readonly node?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly symbols?: boolean;
  readonly least?: Severity;
}

export interface ProgramRun {
  readonly findings: readonly Finding[];
  readonly notObserved: readonly NotObserved[];
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * Runs a program under the agent until it exits and analyses what was seen, with the symbols of modules where these are
 * wanted: lines of JavaScript need none. Notes are left out unless `least` asks for them.
 */
export async function runProgram(path: string, { args = [], env = {}, node = process.execPath, symbols = false, least = 'warning' }: ProgramOptions = {}): Promise<ProgramRun> {
  const modules = new ModuleStore();
  const analysis = new Analysis({ symbols: (module) => modules.symbols(module), sourcePath: (file) => file });
  let output = '';
  const onEvent = (event: TraceEvent): void => {
    if (symbols) modules.onEvent(event);
    analysis.onEvent(event);
  };
  const watch = await watchLaunched(
    { kind: 'launch', argv: [node, ...args, path], cwd: join(path, '..'), env: { ...process.env, ...env } },
    { onEvent, onModule: () => undefined, onOutput: (text) => (output += Buffer.from(text).toString()), trackAllocations: true },
  );
  try {
    const { exitCode } = await watch.ended;
    for (const event of await calibrationEvents(analysis.handoffSizes())) analysis.onEvent(event);
    await modules.openSymbols(new AbortController().signal);
    return { findings: analysis.findings().filter(({ severity }) => atLeast(severity, least)), notObserved: analysis.notObserved(), exitCode, output };
  } finally {
    watch.dispose();
  }
}
