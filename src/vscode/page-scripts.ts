import { posix } from 'node:path';

/** Scripts that an HTML page loads by a path of its own (HTML 4.12.1, `src`). */
const LOADED = /<script\b[^>]*?\bsrc\s*=\s*["']?([^"'\s>]+)/gi;

/** What only a program of Node says, or one that runs there as well. */
const OF_NODE = /\bprocess\s*\.|\brequire\s*\(|['"]node:|\bENVIRONMENT_IS_NODE\b|\bDeno\b/;

/**
 * The page that runs a script which nothing marks as a program of Node; undefined for any other. Paths are relative to
 * one folder, with slashes; `pages` are HTML by their paths.
 */
export function pageOf(script: string, text: string, pages: ReadonlyMap<string, string>): string | undefined {
  if (OF_NODE.test(text)) return undefined;
  return [...pages].find(([page, html]) => loadedBy(page, html).includes(script))?.[0];
}

/** A path from the root of a site is taken from the page's folder. */
function loadedBy(page: string, html: string): string[] {
  return [...html.matchAll(LOADED)].map(([, path]) => posix.join(posix.dirname(page), path!.replace(/[?#].*$/, '')));
}
