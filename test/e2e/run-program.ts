import { join } from 'node:path';
import { Analysis } from '../../src/analysis/analysis';
import { atLeast, type Finding, type NotObserved } from '../../src/findings/finding';
import { calibrationEvents } from '../../src/toolkit/calibrate';
import { watchLaunched } from '../../src/toolkit/watch-launched';

export interface ProgramRun {
  readonly findings: readonly Finding[];
  readonly notObserved: readonly NotObserved[];
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a program under the agent until it exits and analyses what was seen; lines of JavaScript need no symbols. */
export async function runProgram(path: string, args: readonly string[] = [], node = process.execPath): Promise<ProgramRun> {
  const analysis = new Analysis({ symbols: () => undefined, sourcePath: (file) => file });
  let output = '';
  const watch = await watchLaunched(
    { kind: 'launch', argv: [node, path, ...args], cwd: join(path, '..'), env: process.env },
    { onEvent: (event) => analysis.onEvent(event), onOutput: (text) => (output += Buffer.from(text).toString()), trackAllocations: true },
  );
  try {
    const { exitCode } = await watch.ended;
    for (const event of await calibrationEvents(analysis.handoffSizes())) analysis.onEvent(event);
    return { findings: analysis.findings().filter(({ severity }) => atLeast(severity, 'warning')), notObserved: analysis.notObserved(), exitCode, output };
  } finally {
    watch.dispose();
  }
}
