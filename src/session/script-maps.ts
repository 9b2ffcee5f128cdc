import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { LIMITS } from '../base/limits';
import { ownScript } from './own-script';

/** Code that runs as it lies on the disk, or in no file of Node's: its map, if any, is found without asking the program. */
const AS_IT_LIES = /\.[cm]?js$|^(?!file:)[a-z][\w+.-]+:|^$/;

/** Its built-in modules are Node's to give since 20.16; before, a CommonJS program has a `require`. */
const MAPS_OF = `((urls) => {
  const { findSourceMap } = process.getBuiltinModule?.('node:module') ?? process.mainModule?.require('node:module') ?? {};
  return urls.map((url) => {
    const map = findSourceMap?.(url);
    return map ? JSON.stringify({ ...map.payload, sourcesContent: undefined }) : null;
  });
})`;

/**
 * Source maps of scripts that were compiled while they were loaded (TypeScript by tsx, Node and the like), which no file
 * holds: Node knows them where it was told to (`process.setSourceMapsEnabled`). Asked for as profiles name the scripts
 * (CDP Runtime.evaluate): when a program waits to be left at its end it runs nothing any more.
 */
export class ScriptMaps {
  private readonly asked = new Set<string>();
  private readonly maps = new Map<string, string>();
  private answers: Promise<void> = Promise.resolve();

  constructor(private readonly session: CdpSession) {}

  ask({ nodes }: Protocol.Profiler.Profile): void {
    const wanted: string[] = [];
    for (const { callFrame: { url } } of nodes) {
      if (this.asked.size >= LIMITS.sourceMap.scripts || this.asked.has(url) || AS_IT_LIES.test(url)) continue;
      this.asked.add(url);
      wanted.push(url);
    }
    if (wanted.length > 0) this.answers = Promise.all([this.answers, this.fetch(wanted)]).then(() => undefined);
  }

  /** By URL, as JSON without the sources' texts: what was asked for and answered. */
  async all(): Promise<ReadonlyMap<string, string>> {
    await this.answers;
    return this.maps;
  }

  /** A program that is gone, or at its end, gives none. */
  private async fetch(urls: readonly string[]): Promise<void> {
    const expression = ownScript(`${MAPS_OF}(${JSON.stringify(urls)})`);
    const answer = await this.session.send('Runtime.evaluate', { expression, returnByValue: true, silent: true, disableBreaks: true }).catch(() => undefined);
    const texts: unknown = answer?.result.value;
    if (!Array.isArray(texts)) return;
    texts.forEach((text: unknown, index) => {
      if (typeof text === 'string') this.maps.set(urls[index]!, text);
    });
  }
}
