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
  /** A request that reaches the line. */
  readonly path: string;
}

const SERVICES: readonly DemoService[] = [
  { story: 'llm-stream', language: 'Rust', file: 'language.rs', marker: 'sum += weight * value', path: '/stream?prompt=the+storm+came&length=24' },
  { story: 'vector-http', language: 'C', file: 'vector.c', marker: 'sum += a[i] * b[i]', path: '/search?seed=7&k=5' },
];

const RECORD_MS = 3_000;
const PAUSE_BETWEEN_REQUESTS_MS = 20;
const SHOWN_FUNCTIONS = 6;
const MAX_COMPLAINT = 4_000;

const children = new Set<ChildProcess>();
const running = new Set<Deed<unknown>>();

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopEverything(signal));
  const startedAt = Date.now();
  for (const service of SERVICES) await debugAndRecord(service);
  const pages: string[] = [];
  for (const { story } of SERVICES) pages.push(await checkBroken(story));
  title(`done in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  say(`The reports, as pages:\n${pages.map((page) => `  ${page}`).join('\n')}\n`);
  say('Next: watch a service of your own,\n  node dist/cli.js check -- node your-service.js\nor one that runs already,\n  node dist/cli.js check --pid N\nor debug it in the editor: npm run package, then install dist/wasmscope.vsix.');
}

async function debugAndRecord(service: DemoService): Promise<void> {
  const folder = join(packageRoot, 'examples', service.story);
  title(`${service.story}: a running service, and a line of ${service.language}`);
  const { child, address } = await start(join(folder, 'mended.mjs'));
  const stopAsking = ask(address + service.path);
  try {
    const file = join(folder, service.file);
    const stopped = await run(stopAt({ target: { kind: 'pid', pid: child.pid! }, file, line: lineOf(file, service.marker) }));
    say(`stopped at ${service.file}:${stopped.line}, in`);
    for (const frame of stopped.frames.slice(0, 8)) say(`  ${frame.function.padEnd(28)} ${frame.file === null ? '' : shown(frame.file)}:${frame.line}  [${frame.kind}]`);
    say('where');
    for (const { name, type, value } of stopped.variables) say(`  ${name}: ${type} = ${value}`);
    say('and it runs again, at full speed. A profile of it, the debugger off:');
    const { summary } = await run(record({ target: { kind: 'pid', pid: child.pid! }, durationMs: RECORD_MS }));
    for (const { function: name, file: source, line, selfMs } of summary.functions.filter((each) => each.file !== null).slice(0, SHOWN_FUNCTIONS)) {
      say(`  ${selfMs.toFixed(1).padStart(8)} ms  ${name.padEnd(32)} ${shown(source!)}:${line}`);
    }
  } finally {
    stopAsking();
    await end(child);
  }
}

async function checkBroken(story: string): Promise<string> {
  title(`${story}: its broken twin, watched`);
  const argv = [process.execPath, join('examples', story, 'broken.mjs'), '--load'];
  const { report } = await run(check({ target: { kind: 'launch', argv, cwd: packageRoot, env: process.env } }));
  say(toText(report, { colour: process.stdout.isTTY === true, root: packageRoot }));
  return writePage(story, report);
}

function writePage(story: string, report: Report): string {
  const path = join(packageRoot, 'dist', `report-${story}.html`);
  writeFileSync(path, toHtml(report));
  return path;
}

/** Starts a service and waits until it says where it listens. */
function start(entry: string): Promise<{ child: ChildProcess; address: string }> {
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

async function run<Result>(deed: Deed<Result>): Promise<Result> {
  running.add(deed);
  try {
    return await deed.result;
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

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const title = (text: string): void => say(`\n== ${text}`);

main().catch(async (error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  await Promise.all([...children].map(end));
  process.exitCode = 1;
});
