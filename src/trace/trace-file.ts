import { DecodeError } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { TRACE_VERSION, type ModuleHash, type TraceEvent } from './event';

/**
 * The trace file: one JSON document a line, UTF-8 (gzip around it is the caller's affair). First the header, then
 * events in order of arrival and module bytes where they are known, last the footer. A file that was cut short (the
 * target or the tool died) is read up to the cut: what was recorded is never lost.
 */
export interface TraceHeader {
  readonly format: 'wasmscope-trace';
  readonly version: number;
  readonly mode: 'launch' | 'attach';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly target: TraceTarget;
}

export interface TraceTarget {
  readonly pid: number | null;
  readonly command: string | null;
  readonly nodeVersion: string | null;
}

export interface TraceFooter {
  readonly durationMs: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

type Line =
  | { readonly header: TraceHeader }
  | { readonly event: TraceEvent }
  | { readonly moduleBytes: ModuleHash; readonly base64: string }
  | { readonly footer: TraceFooter };

export const encodeHeader = (header: TraceHeader): string => line({ header });
export const encodeEvent = (event: TraceEvent): string => line({ event });
export const encodeFooter = (footer: TraceFooter): string => line({ footer });
export const encodeModuleBytes = (hash: ModuleHash, base64: string): string => line({ moduleBytes: hash, base64 });

const line = (content: Line): string => `${JSON.stringify(content)}\n`;

export interface DecodedTrace {
  readonly header: TraceHeader;
  readonly footer: TraceFooter | null;
  readonly events: readonly TraceEvent[];
  /** Base64 of the module's bytes as the compiler built it. */
  readonly moduleBytes: ReadonlyMap<ModuleHash, string>;
  readonly problems: readonly DecodeError[];
}

/** Throws DecodeError only where nothing at all can be made of the text: no header, or a version we don't know. */
export function decodeTrace(text: string): DecodedTrace {
  const problems: DecodeError[] = [];
  const events: TraceEvent[] = [];
  const moduleBytes = new Map<ModuleHash, string>();
  let header: TraceHeader | undefined;
  let footer: TraceFooter | null = null;
  for (const { content, offset } of lines(text)) {
    const parsed = parseLine(content, offset, problems);
    if (!parsed) {
      if (!header) break;
      continue;
    }
    if ('header' in parsed) header = checkHeader(parsed.header);
    else if ('footer' in parsed) footer = parsed.footer;
    else if ('moduleBytes' in parsed) moduleBytes.set(parsed.moduleBytes, parsed.base64);
    else if (events.length < LIMITS.trace.events) events.push(parsed.event);
  }
  if (!header) throw new DecodeError('trace', 0, 'not a Wasmscope trace: its first line is no trace header');
  return { header, footer, events, moduleBytes, problems };
}

function checkHeader(header: TraceHeader): TraceHeader {
  if (header.format !== 'wasmscope-trace') throw new DecodeError('trace', 0, 'not a Wasmscope trace');
  if (header.version !== TRACE_VERSION) {
    throw new DecodeError('trace', 0, `trace version ${String(header.version)}; this Wasmscope reads version ${TRACE_VERSION}`);
  }
  return header;
}

function parseLine(content: string, offset: number, problems: DecodeError[]): Line | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (isLine(value)) return value;
    problems.push(new DecodeError('trace', offset, 'a line of unknown kind'));
  } catch {
    problems.push(new DecodeError('trace', offset, 'a line that is no JSON (was the file cut?)'));
  }
  return undefined;
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  if ('moduleBytes' in value) return typeof value.moduleBytes === 'string' && 'base64' in value && typeof value.base64 === 'string';
  const body = 'header' in value ? value.header : 'event' in value ? value.event : 'footer' in value ? value.footer : undefined;
  return typeof body === 'object' && body !== null;
}

function* lines(text: string): Generator<{ content: string; offset: number }> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (end > start) yield { content: text.slice(start, end), offset: start };
    start = end + 1;
  }
}
