/**
 * The main job, on real services: `npm run demo`. Starts two of the stories, debugs each at a source line, records a
 * profile of both, then watches their broken twins and writes the report.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Deed } from '../base/deed';
import { toHtml } from '../findings/exporters/html';
import { toText } from '../findings/exporters/text';
import type { Report } from '../findings/finding';
import { check } from '../toolkit/check';
import { packageRoot } from '../toolkit/package-info';
import { record } from '../toolkit/record';
import { stopAt } from '../toolkit/stop-at';

interface DemoService {
  readonly story: string;
  readonly language: string;
  /** The file to stop in, and a text of the line. */
  readonly file: string;
  readonly marker: string;
  /** Requests that reach the line and give the kernel work, a client each. */
  readonly paths: readonly string[];
}

const PROSE = 'the old clerk signs every letter and the fisher tells about the storm that came in the morning ';


const SERVICES: readonly DemoService[] = [
  { story: 'llm-stream', language: 'Rust', file: 'language.rs', marker: 'let word = ranks[rank].1', paths: ['/stream?prompt=the+storm+came&tone=lively&length=24', `/analyse?prose=${encodeURIComponent(PROSE.repeat(10))}`] },
  { story: 'vector-http', language: 'C', file: 'vector.c', marker: 'sum += a[i] * b[i]', paths: ['/search?seed=7&k=5'] },
];

const RECORD_MS = 3_000;
const PAUSE_BETWEEN_REQUESTS_MS = 20;
const SHOWN_FUNCTIONS = 6;
const SHOWN_FRAMES = 8;
const FRAME_KINDS = { js: 'JavaScript', wasm: 'Wasm' } as const;
const MAX_COLUMN = 36;
const MAX_COMPLAINT = 4_000;

const children = new Set<ChildProcess>();
const running = new Set<Deed<unknown>>();
/** Set by Ctrl-C: from then on nothing new is begun. */
let stopping = false;

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopEverything(signal));
  const startedAt = Date.now();
  for (const service of SERVICES) await debugAndRecord(service);
  const pages: string[] = [];
  for (const { story } of SERVICES) pages.push(await checkBroken(story));
  title(`done in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  say(`The reports, as pages for a browser:\n${pages.map((page) => `  ${page}`).join('\n')}\n`);
  say(`Next:
  node dist/cli.js check -- node your-service.js   watch a service of your own; Ctrl-C ends it with the report
  node dist/cli.js check --pid N                   or one that runs already, for 10 s
  npm run package                                  then install dist/wasmscope.vsix in VS Code, and press F5`);
}

async function debugAndRecord(service: DemoService): Promise<void> {
  const folder = join(packageRoot, 'examples', service.story);
  title(`${service.story}: a running service, and a line of ${service.language}`);
  const { child, address } = await start(join(folder, 'mended.mjs'));
  const clients = service.paths.map((path) => ask(address + path));
  try {
    const file = join(folder, service.file);
    const stopped = await run(stopAt({ target: { kind: 'pid', pid: child.pid! }, file, line: lineOf(file, service.marker) }));
    say(`Attached, and stopped at ${service.file}:${stopped.line}. The stack:`);
    printColumns(stopped.frames.slice(0, SHOWN_FRAMES).map((frame) => [FRAME_KINDS[frame.kind], frame.function, frame.file === null ? '' : `${shown(frame.file)}:${frame.line}`]));
    say('The variables:');
    printColumns(stopped.variables.map(({ name, type, value }) => [name, type, value]));
    say(`It runs again. A profile of ${RECORD_MS / 1_000} s, with the debugger off; time in functions themselves:`);
    const { summary } = await run(record({ target: { kind: 'pid', pid: child.pid! }, durationMs: RECORD_MS }));
    const hot = summary.functions.filter(({ file: source }) => source !== null).slice(0, SHOWN_FUNCTIONS);
    printColumns(hot.map(({ function: name, file: source, line, selfMs }) => [`${selfMs.toFixed(1).padStart(7)} ms`, name, `${shown(source!)}:${line}`]));
  } finally {
    for (const stopAsking of clients) stopAsking();
    await end(child);
  }
}

async function checkBroken(story: string): Promise<string> {
  title(`${story}: its broken twin, watched`);
  const argv = [process.execPath, join('examples', story, 'broken.mjs'), '--load'];
  say(`It serves its own load for some seconds: ${['node', ...argv.slice(1)].join(' ')}\n`);
  const { report } = await run(check({ target: { kind: 'launch', argv, cwd: packageRoot, env: process.env } }));
  say(toText(report, { colour: colourWanted, root: packageRoot, columns: process.stdout.isTTY ? process.stdout.columns : undefined }));
  return writePage(story, report);
}

function writePage(story: string, report: Report): string {
  const path = join(packageRoot, 'dist', `report-${story}.html`);
  writeFileSync(path, toHtml(report, { root: packageRoot }));
  return path;
}

/** Starts a service and waits until it says where it listens. */
function start(entry: string): Promise<{ child: ChildProcess; address: string }> {
  if (stopping) return Promise.reject(new Error('stopped'));
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return new Promise((resolve, reject) => {
    let printed = '';
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-MAX_COMPLAINT)));
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /http:\/\/[\d.:]+/.exec(printed)?.[0];
      if (address) resolve({ child, address });
    });
    child.once('exit', (code) => reject(new Error(`${basename(entry)} ended before it served, with ${String(code)}\n${complaints}`)));
  });
}

/** One client that asks over and over, until told to stop. */
function ask(url: string): () => void {
  const controller = new AbortController();
  void (async () => {
    while (!controller.signal.aborted) {
      try {
        await (await fetch(url, { signal: controller.signal })).arrayBuffer();
      } catch {
        // Stopped at a breakpoint, or told to end.
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_REQUESTS_MS));
    }
  })();
  return () => controller.abort();
}

/** What a cancelled deed got until then is not shown: the demonstration ends there. */
async function run<Result>(deed: Deed<Result>): Promise<Result> {
  running.add(deed);
  if (stopping) deed.cancel();
  try {
    const result = await deed.result;
    if (stopping) throw new Error('stopped');
    return result;
  } finally {
    running.delete(deed);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}

async function stopEverything(signal: NodeJS.Signals): Promise<void> {
  stopping = true;
  for (const deed of running) deed.cancel();
  await Promise.allSettled([...running].map((deed) => deed.result));
  await Promise.all([...children].map(end));
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

function lineOf(file: string, marker: string): number {
  const index = readFileSync(file, 'utf8').split('\n').findIndex((line) => line.includes(marker));
  if (index < 0) throw new Error(`${file} has no line with ${marker}`);
  return index + 1;
}

const shown = (path: string): string => {
  const inside = relative(packageRoot, path);
  return inside.startsWith('..') ? path : inside;
};

const colourWanted = process.stdout.isTTY === true && !process.env['NO_COLOR'];
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const title = (text: string): void => say(colourWanted ? `\n\u001b[1m== ${text}\u001b[0m` : `\n== ${text}`);

/** Every column as wide as its widest cell, within reason: the type names of Rust have no end. */
function printColumns(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.min(Math.max(...rows.map((cells) => cells[column]!.length)), MAX_COLUMN));
  for (const cells of rows) say(`  ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()}`);
}

main().catch(async (error: unknown) => {
  // Whoever stopped everything also ends the process.
  if (stopping) return;
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  await Promise.all([...children].map(end));
  process.exitCode = 1;
});
