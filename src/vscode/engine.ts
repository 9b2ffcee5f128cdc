import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';

/** The engine runs outside the extension host, as the command line; its `--json` is the contract between both. */
export interface Engine {
  readonly cliPath: string;
}

export interface EngineRun {
  /** The document of `--json`. Rejects with the line in which the engine says why it could not. */
  readonly document: Promise<unknown>;
  /** Ends a watch early; what was seen until then is still the result. A second call ends the engine at once. */
  cancel(): void;
}

/** Makes the editor's own executable behave as Node, so that nothing has to be installed beside the editor. */
export const NODE_ENVIRONMENT = { ELECTRON_RUN_AS_NODE: '1' };

export interface EngineOptions {
  readonly cwd?: string;
  readonly onMessage?: (line: string) => void;
  /** Where the engine writes several documents, a line each: all but the last, as they come. */
  readonly onRow?: (document: unknown) => void;
  /** Its standard input: a text, or lines as they come. */
  readonly input?: string | Readable;
}

const FOUND_SOMETHING = 2;
const NEW_LINE = 0x0a;

export function runEngine(engine: Engine, args: readonly string[], options: EngineOptions = {}): EngineRun {
  const child = spawn(process.execPath, [engine.cliPath, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...NODE_ENVIRONMENT },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // One that ended before it read its input says why otherwise.
  child.stdin?.on('error', () => undefined);
  if (typeof options.input === 'string') child.stdin?.end(options.input);
  else if (child.stdin) options.input?.pipe(child.stdin);
  let asked = false;
  return {
    document: documentOf(child, options),
    cancel() {
      child.kill(asked ? 'SIGKILL' : 'SIGINT');
      asked = true;
    },
  };
}

async function documentOf(child: ChildProcess, { onMessage = () => undefined, onRow }: EngineOptions): Promise<unknown> {
  let output: Buffer[] = [];
  let outputBytes = 0;
  let failed: Error | undefined;
  let lastLine = '';
  let unfinished = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    outputBytes += chunk.length;
    if (outputBytes > LIMITS.report.documentBytes) child.kill('SIGKILL');
    else output.push(chunk);
    if (!onRow || !chunk.includes(NEW_LINE)) return;
    try {
      const rest = eachRow(Buffer.concat(output), onRow);
      [output, outputBytes] = [[rest], rest.length];
    } catch (error) {
      failed ??= error as Error;
      child.kill('SIGKILL');
    }
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split(/\r?\n/);
    unfinished = (lines.pop() ?? '').slice(-LIMITS.values.stringBytes);
    for (const line of lines.filter((each) => each.trim() !== '')) onMessage((lastLine = line));
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new UserError(`The engine could not be started: ${error.message}`)));
    child.on('close', resolve);
  });
  if (failed) throw failed;
  if (outputBytes > LIMITS.report.documentBytes) throw new UserError('The engine wrote more than a report can hold; check for a shorter time.');
  if (code !== 0 && code !== FOUND_SOMETHING) throw new UserError(complaint(unfinished.trim() || lastLine, code));
  return parseDocument(Buffer.concat(output).toString('utf8'));
}

/** Hands on every line but the last, which may be the document itself, and gives that. */
function eachRow(lines: Buffer, onRow: (document: unknown) => void): Buffer {
  let from = 0;
  for (let end = lines.indexOf(NEW_LINE); end >= 0 && end + 1 < lines.length; end = lines.indexOf(NEW_LINE, from)) {
    const row = lines.toString('utf8', from, end);
    if (row.trim() !== '') onRow(parseDocument(row));
    from = end + 1;
  }
  return lines.subarray(from);
}

function complaint(line: string, code: number | null): string {
  return line.replace(/^wasmscope: /, '') || `The engine ended ${code === null ? 'before it was done' : `with code ${code}`} and said nothing.`;
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('The engine ended before its report was complete.');
  }
}
