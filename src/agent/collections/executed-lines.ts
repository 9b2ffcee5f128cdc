import type * as Inspector from 'node:inspector';
import { scriptPath } from '../stacks';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/**
 * Block coverage is one switch for the whole process, and any session that lets go of its profiler turns it off: others
 * of ours leave it alone meanwhile, and all of us where the program's own coverage is being collected.
 */
let observing = process.env['NODE_V8_COVERAGE'] !== undefined;
export const mayUseProfiler = (): boolean => !observing;

/**
 * Which parts of the program ran between start and stop, by V8's block coverage (Profiler.startPreciseCoverage). It
 * costs speed while it is on, so it is on for moments and only with a suspicion.
 */
export class ExecutedLines {
  private readonly session: Inspector.Session;

  constructor({ Session }: typeof Inspector) {
    this.session = new Session();
    this.session.connect();
    observing = true;
    this.post('Profiler.enable');
    this.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Tells for an offset in the text of a file whether it ran. Ends the observation. */
  stop(): (file: string, offset: number) => boolean {
    const { result = [] } = this.post('Profiler.takePreciseCoverage') as { result?: readonly ScriptCoverage[] };
    this.post('Profiler.stopPreciseCoverage');
    this.post('Profiler.disable');
    this.session.disconnect();
    observing = false;
    const files = new Map<string, readonly Range[]>();
    for (const { url, functions } of result) files.set(scriptPath(url), functions.flatMap(({ ranges }) => ranges));
    return (file, offset) => (innermost(files.get(file) ?? [], offset)?.count ?? 0) > 0;
  }

  private post(method: string, parameters: object = {}): object {
    let answer: object = {};
    this.session.post(method, parameters, (error, result) => {
      if (!error && result) answer = result;
    });
    return answer;
  }
}

function innermost(ranges: readonly Range[], offset: number): Range | undefined {
  let best: Range | undefined;
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    if (!best || range.endOffset - range.startOffset < best.endOffset - best.startOffset) best = range;
  }
  return best;
}
