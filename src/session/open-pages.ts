import { UserError } from '../base/user-error';
import type { ChromeConnection } from '../cdp/chrome-connection';
import type { TargetInfo } from '../cdp/chrome-targets';

/** Pages that are open in a browser (`--remote-debugging-port`). */
export interface PageChoice {
  readonly host: string;
  readonly port: number;
  /** The address of the page, `*` standing for anything; null: every page. */
  readonly url: string | null;
}

/** Those that were chosen, and what belongs to them. */
export class OpenPages {
  private constructor(
    readonly chosen: readonly TargetInfo[],
    private readonly ids: Set<string>,
    private readonly origins: ReadonlySet<string>,
  ) {}

  /** UserError where none is like that; it says which are open. */
  static async choose({ browser }: ChromeConnection, { host, port, url }: PageChoice): Promise<OpenPages> {
    const { targetInfos } = await browser.send('Target.getTargets', {});
    const open = targetInfos.filter((info) => info.type === 'page' && !/^(?:chrome|devtools|edge):/.test(info.url));
    const chosen = open.filter((info) => url === null || addressPattern(url).test(info.url));
    if (chosen.length > 0) return new OpenPages(chosen, new Set(chosen.map(({ targetId }) => targetId)), new Set(chosen.map((info) => originOf(info.url))));
    const there = open.length === 0 ? 'no page is open there' : `open are: ${open.map((info) => info.url).join(', ')}`;
    throw new UserError(`the browser at ${host}:${port} shows no page ${url === null ? 'that can be debugged' : `with an address like '${url}'`}; ${there}`);
  }

  /** A page that a chosen one opened belongs to it, and so do workers that serve its origin; others are somebody else's. */
  have({ type, targetId, openerId, url }: TargetInfo): boolean {
    if (type === 'service_worker' || type === 'shared_worker') return this.origins.has(originOf(url));
    if (type !== 'page') return true;
    if (openerId !== undefined && this.ids.has(openerId)) this.ids.add(targetId);
    return this.ids.has(targetId);
  }
}

function addressPattern(url: string): RegExp {
  return new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}`);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
