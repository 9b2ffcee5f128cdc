import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SourceFolders, SourcePaths } from './source-paths';

/** A web server's files as they lie here: what `base` answers with is under `folder`. */
interface Site {
  /** With a slash at its end. */
  readonly base: string;
  readonly folder: string;
}

/** How V8 is asked for a script that may not be loaded yet (CDP Debugger.setBreakpointByUrl). */
export type ScriptLocator = { readonly url: string } | { readonly urlRegex: string };

/** Where sources lie on this machine: those that modules name, and scripts by their address. */
export interface SourcePlaces {
  readonly paths: SourcePaths;
  readonly addresses: ScriptAddresses;
}

const INDEX_FILES = ['index.html', 'index.htm'];

/** Leads from addresses of scripts to files of this machine and back: `file:` as it stands, others through the user's `webRoot`. */
export class ScriptAddresses {
  private sites: readonly Site[] = [];

  constructor(private readonly folders: SourceFolders) {}

  /** The longest address that fits counts. */
  addSite(base: string, folder: string): void {
    const site = { base: base.endsWith('/') ? base : `${base}/`, folder: normalize(folder) };
    this.sites = [...this.sites.filter((known) => known.base !== site.base), site].sort((one, two) => two.base.length - one.base.length);
  }

  /** null where no file here is known to be it. */
  pathOf(url: string): string | null {
    try {
      if (url.startsWith('file://')) return fileURLToPath(url);
      const address = url.replace(/[?#].*$/, '');
      const site = this.sites.find(({ base }) => address.startsWith(base));
      return site ? this.fileIn(site.folder, decodeURIComponent(address.slice(site.base.length))) : null;
    } catch {
      // Not an address of a file at all.
      return null;
    }
  }

  locatorOf(path: string): ScriptLocator {
    const url = pathToFileURL(path).href;
    const served = this.sites.flatMap(({ base, folder }) => {
      const way = relative(folder, path);
      return leadsOut(way) ? [] : [base + way.split(sep).map(encodeURIComponent).join('/')];
    });
    if (served.length === 0) return { url };
    const indexes = served.flatMap((address) => INDEX_FILES.filter((name) => address.endsWith(`/${name}`)).map((name) => address.slice(0, -name.length)));
    return { urlRegex: `^(?:${[url, ...served, ...indexes].map(literally).join('|')})(?:[?#].*)?$` };
  }

  private fileIn(folder: string, way: string): string | null {
    const path = normalize(join(folder, way));
    if (leadsOut(relative(folder, path))) return null;
    return [path, ...INDEX_FILES.map((name) => join(path, name))].find((candidate) => this.folders.isFile(candidate)) ?? null;
  }
}

function leadsOut(way: string): boolean {
  return way.startsWith('..') || isAbsolute(way);
}

/** As a regular expression that matches nothing else. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
