import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Analysis } from '../analysis/analysis';
import { DecodeError } from '../base/decode-error';
import { startDeed, type Deed } from '../base/deed';
import { UserError, messageFor } from '../base/user-error';
import { decodeTrace, type DecodedTrace } from '../trace/trace-file';
import { assembleReport } from './assemble-report';
import type { CheckResult } from './check';
import { ModuleStore } from './module-store';
import { SourceDisplay, type PathMapping } from './source-display';

/** The same report as the live one, from a recorded trace. */
export function reportFromTrace(path: string, pathMap: readonly PathMapping[] = []): Deed<CheckResult> {
  return startDeed(async ({ signal }) => {
    const trace = readTrace(path);
    const modules = new ModuleStore();
    for (const [module, base64] of trace.moduleBytes) modules.add(module, Buffer.from(base64, 'base64'));
    const paths = new SourceDisplay(pathMap, (module) => modules.file(module));
    const analysis = new Analysis({ symbols: (module) => modules.symbols(module), sourcePath: (file, module) => paths.resolve(file, module) });
    for (const event of trace.events) {
      if (event.kind === 'thread-start') paths.addProgram(event);
      modules.onEvent(event);
      analysis.onEvent(event);
    }
    await modules.openSymbols(signal);
    const { header, footer } = trace;
    const report = assembleReport(analysis, modules, {
      mode: 'trace',
      target: header.target,
      startedAt: header.startedAt,
      durationMs: footer?.durationMs ?? lastTime(trace) - Date.parse(header.startedAt),
      end: { exitCode: footer?.exitCode ?? null, signal: footer?.signal ?? null },
    });
    return { report, warnings: trace.problems.slice(0, 5).map((problem) => problem.message) };
  });
}

function readTrace(path: string): DecodedTrace {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UserError(`cannot read the trace ${path}: ${messageFor(error)}`);
  }
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return decodeTrace((isGzip ? gunzipSync(bytes, { finishFlush: 2 }) : bytes).toString('utf8'));
  } catch (error) {
    const reason = error instanceof DecodeError ? error.reason : messageFor(error);
    throw new UserError(`${path}: ${reason}; record one with: wasmscope check --trace FILE -- node app.js`);
  }
}

function lastTime(trace: DecodedTrace): number {
  return trace.events.at(-1)?.t ?? Date.parse(trace.header.startedAt);
}
