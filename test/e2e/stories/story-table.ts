import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleName } from '../../../src/findings/finding';

/** What each broken story must be told, one entry a cause; several names in an entry are alternatives. */
export interface Story {
  readonly name: string;
  readonly causes: readonly (readonly RuleName[])[];
}

export const STORIES: readonly Story[] = [
  { name: 'llm-stream', causes: [['async/promise-as-value'], ['async/overlapping-call', 'async/out-of-order'], ['async/floating-call'], ['async/never-settled']] },
  { name: 'vector-http', causes: [['memory/leaked-allocation'], ['async/stale-view'], ['async/overlapping-call']] },
  { name: 'iot-stream', causes: [['handoff/file'], ['handoff/json']] },
  { name: 'model-server', causes: [['cache/recompiled'], ['cache/miss-rate'], ['cache/stale-version']] },
  { name: 'llm-cache', causes: [['memory/unbounded-collection'], ['cache/miss-rate']] },
];

/** A line of an example that says `BUG(rule)`, in a comment on the line itself or alone on the line above. */
export interface MarkedLine {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

const SOURCE = /\.(mjs|cjs|js|ts|rs|c|h|cc|cpp)$/;

/** The lines that the broken entry of a story is known to be wrong at, read from its sources: they move with the code. */
export function markedLines(folder: string): MarkedLine[] {
  return sourceFiles(folder).flatMap((file) => marksIn(folder, file));
}

export function marksIn(folder: string, file: string): MarkedLine[] {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  return lines.flatMap((text, index) =>
    [...text.matchAll(/BUG\(([\w/-]+)\)/g)].map((match) => ({ rule: match[1]!, file, line: isCommentAlone(text) ? nextCodeLine(lines, index) : index + 1 })),
  );
}

const isCommentAlone = (text: string): boolean => /^\s*(\/\/|\/\*|\*|#)/.test(text);

function nextCodeLine(lines: readonly string[], from: number): number {
  let index = from + 1;
  while (index < lines.length && (isCommentAlone(lines[index]!) || lines[index]!.trim() === '')) index++;
  return index + 1;
}

function sourceFiles(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = join(under, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'target' ? [] : sourceFiles(folder, path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}
