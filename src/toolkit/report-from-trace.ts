import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Analysis } from '../analysis/analysis';
import { DecodeError } from '../base/decode-error';
import { startDeed, type Deed } from '../base/deed';
import { UserError, messageFor } from '../base/user-error';
import type { TraceEvent } from '../trace/event';
import { decodeTrace, type DecodedTrace } from '../trace/trace-file';
import { assembleReport } from './assemble-report';
import type { CheckResult, Price } from './check';
import { ModuleStore } from './module-store';
import { SourceDisplay, type PathMapping } from './source-display';

export interface ReportOptions {
  readonly pathMap?: readonly PathMapping[];
  /** Instead of the one that was set while recording. */
  readonly price?: Price;
}

/** The same report as the live one, from a recorded trace. */
export function reportFromTrace(path: string, { pathMap = [], price }: ReportOptions = {}): Deed<CheckResult> {
  return startDeed(async ({ signal }) => {
    const trace = readTrace(path);
    const modules = new ModuleStore();
    for (const [module, base64] of trace.moduleBytes) modules.add(module, Buffer.from(base64, 'base64'));
    const paths = new SourceDisplay(pathMap, (module) => modules.file(module));
    const analysis = new Analysis({ symbols: (module) => modules.symbols(module), sourcePath: (file, module) => paths.resolve(file, module) });
    let unreadable = 0;
    let nodeVersion: string | null = null;
    const feed = (event: TraceEvent): void => {
      try {
        if (event.kind === 'thread-start') {
          nodeVersion ??= event.nodeVersion;
          paths.addProgram(event);
        }
        modules.onEvent(event);
        analysis.onEvent(event);
      } catch {
        // A file is not trusted: an event without what its kind must have is counted, as it is when it comes live.
        unreadable++;
      }
    };
    trace.events.forEach(feed);
    if (price) feed({ kind: 'price', ...price, t: lastTime(trace), pid: 0, tid: 0 });
    await modules.openSymbols(signal);
    const { header, footer } = trace;
    const report = await assembleReport(analysis, modules, {
      mode: 'trace',
      target: { ...header.target, nodeVersion: header.target.nodeVersion ?? nodeVersion },
      startedAt: header.startedAt,
      durationMs: footer?.durationMs ?? lastTime(trace) - Date.parse(header.startedAt),
      end: { exitCode: footer?.exitCode ?? null, signal: footer?.signal ?? null },
    });
    const warnings = trace.problems.slice(0, SHOWN_PROBLEMS).map((problem) => problem.message);
    if (unreadable > 0) warnings.push(`${unreadable} events of ${path} could not be read`);
    return { report, warnings, traceProblem: null };
  });
}

const SHOWN_PROBLEMS = 5;

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
