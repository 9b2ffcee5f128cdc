import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import { UserError } from '../base/user-error';
import type { Severity } from '../findings/finding';
import type { Price } from '../toolkit/check';
import type { PathMapping } from '../toolkit/source-display';
import type { BrowserPort, LentPageTarget, TargetSpec } from '../toolkit/target';
import type { CommandInput } from './command';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, '': 1_000 };

/** Timers count milliseconds in 31 bits. */
const LONGEST_MS = 24 * 24 * 3_600_000;

/** `10s`, `500ms`, `2m`; a bare number is seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  const milliseconds = match ? Number(match[1]) * UNIT_MS[match[2]!]! : NaN;
  if (milliseconds > LONGEST_MS) throw new UserError(`'${text}' is longer than a timer can run; at most 24 days: 576h`);
  if (!(milliseconds > 0)) throw new UserError(`'${text}' is no duration; write for example 10s, 500ms or 2m`);
  return milliseconds;
}

/** Module byte offsets as V8 prints them: decimal or 0x hex. */
export function parseOffset(text: string): ModuleOffset {
  const value = /^(0x[\da-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value)) throw new UserError(`'${text}' is no offset; write a decimal or 0x number of bytes`);
  return moduleOffset(value);
}

/** `src/lib.rs:12`; the line is what follows the last colon. */
export function parseFileLine(text: string): { file: string; line: number; column?: number } {
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  if (file === undefined || !(Number(line) >= 1)) throw new UserError(`'${text}' is no place; write FILE:LINE or FILE:LINE:COLUMN, for example src/lib.rs:12`);
  return { file, line: Number(line), ...(Number(column) >= 1 ? { column: Number(column) } : {}) };
}

export function parsePathMap(entries: readonly string[]): PathMapping[] {
  return entries.map((entry) => {
    const equals = entry.indexOf('=');
    if (equals < 1) throw new UserError(`'${entry}' is no path mapping; write FROM=TO, for example /build/src=./src`);
    return { from: entry.slice(0, equals), to: resolve(entry.slice(equals + 1)) };
  });
}

/** `cpu-hour=0.04,gb-hour=0.005,currency=EUR`. */
export function parsePrice(text: string): Price {
  const fields = new Map(text.split(',').map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]));
  const number = (name: string): number => {
    const value = Number(fields.get(name) ?? '0');
    if (!(value >= 0)) throw new UserError(`--price: ${name} must be a number`);
    return value;
  };
  const unknown = [...fields.keys()].filter((name) => !['cpu-hour', 'gb-hour', 'currency'].includes(name));
  if (unknown.length > 0) throw new UserError(`--price: '${unknown[0]}' is not known; write cpu-hour=N,gb-hour=N,currency=C`);
  return { cpuHour: number('cpu-hour'), gbHour: number('gb-hour'), currency: fields.get('currency') ?? 'USD' };
}

/** Exactly one of `--pid`, `--port`, `--url` and `-- command`; or a page by `--url` in the browser at `--port`. */
export function parseTarget({ values, command }: Pick<CommandInput, 'values' | 'command'>): TargetSpec {
  const pid = values.text('pid');
  const port = values.text('port');
  const url = values.text('url');
  if (port !== undefined && url !== undefined && pid === undefined && !command) return { kind: 'url', url: parseUrl(url), browser: parsePort(port) };
  const given = [pid, port, url, command].filter((choice) => choice !== undefined && choice !== null);
  if (given.length !== 1) throw new UserError('say whom to watch with exactly one of: --pid N, --port P, --url URL, or -- node app.js …; --port with --url is a page in a browser that runs');
  if (pid !== undefined) return { kind: 'pid', pid: parseNumber('--pid', pid) };
  if (port !== undefined) return { kind: 'port', ...parsePort(port) };
  if (url !== undefined) return { kind: 'url', url: parseUrl(url) };
  if (command?.length === 0) throw new UserError('nothing to start after --; give a command, for example: -- node app.js');
  return { kind: 'launch', argv: command!, cwd: process.cwd(), env: process.env };
}

function parseUrl(text: string): string {
  if (!/^(?:https?|file):/.test(text) || !URL.canParse(text)) throw new UserError(`--url: '${text}' is no address of a page; write it whole, for example http://localhost:8080/`);
  return text;
}

/** `--lent`: the address of a session with a page, or `-`: on standard input, a line each, first the page's, then those with its frames and workers as they come. */
export async function parseLent(text: string, reload: boolean): Promise<LentPageTarget> {
  const addresses = lentAddresses(text);
  const page = await addresses.next();
  // Whoever lends may go on lending; nobody waits for it.
  if (process.stdin instanceof Socket) process.stdin.unref();
  return { kind: 'lent', webSocketUrl: parseWebSocketUrl(page.value ?? ''), others: addresses, reload };
}

async function* lentAddresses(text: string): AsyncGenerator<string, void> {
  if (text !== '-') yield parseWebSocketUrl(text);
  else for await (const line of createInterface({ input: process.stdin })) yield parseWebSocketUrl(line.trim());
}

function parseWebSocketUrl(text: string): string {
  if (!/^wss?:/.test(text) || !URL.canParse(text)) throw new UserError(`--lent: '${text}' is no address of a session; write it whole, for example ws://127.0.0.1:9229/…`);
  return text;
}

function parsePort(text: string): BrowserPort {
  const colon = text.lastIndexOf(':');
  const port = parseNumber('--port', text.slice(colon + 1));
  if (port > 65_535) throw new UserError(`--port: ${port} is no port; an inspector listens on 9229 unless told otherwise`);
  return { host: colon > 0 ? text.slice(0, colon).replace(/^\[(.*)\]$/, '$1') : '127.0.0.1', port };
}

export function parseNumber(option: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < 1) throw new UserError(`${option}: '${text}' is no positive whole number`);
  return value;
}

/** The arguments themselves, or with a lone `-` the lines of standard input. `what` names one of them, for the complaint where there is none. */
export async function argumentsOrStdin(args: readonly string[], what: string): Promise<readonly string[]> {
  if (args.length === 0) throw new UserError(`${what} is missing: give one or more, or - to read them from stdin, one a line`);
  if (args.length !== 1 || args[0] !== '-') return args;
  return (await readStdin()).split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
}

export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

export function requirePositional(positionals: readonly string[], index: number, what: string): string {
  const value = positionals[index];
  if (value === undefined) throw new UserError(`${what} is missing; see wasmscope --help`);
  return value;
}

export function parseSeverity(text: string): Severity {
  if (text === 'note' || text === 'warning' || text === 'error') return text;
  throw new UserError(`--fail-on: '${text}' is no severity; one of note, warning, error`);
}
