import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/user-error';
import type { PageLaunchOptions } from '../session/chrome';
import type { PageChoice } from '../session/open-pages';
import { CONNECT_MS, debuggingPort, runSettings, sourceSettings } from './configuration';
import { environment, text, texts, wholeNumber, type Configuration } from './configuration-fields';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export function pageLaunchOptions(configuration: Configuration): PageLaunchOptions {
  const { headless } = configuration;
  if (headless !== undefined && typeof headless !== 'boolean') throw new UserError('"headless" must be true or false');
  return {
    ...runSettings(configuration),
    url: pageAddress(configuration),
    executable: text(configuration, 'runtimeExecutable'),
    args: texts(configuration, 'runtimeArgs'),
    env: environment(configuration),
    headless: headless ?? null,
    timeoutMs: wholeNumber(configuration, 'timeoutMs') ?? CONNECT_MS,
  };
}

export function pageTarget(configuration: Configuration): PageChoice {
  const place = debuggingPort(configuration);
  if (!place) throw new UserError('the attach configuration names no "port": give the one that the browser was started with (--remote-debugging-port)');
  return { ...place, url: text(configuration, 'url') ?? null };
}

/** What a server answers at `base` lies in `folder`. */
export interface ServedFolder {
  readonly base: string;
  readonly folder: string;
}

/** A server's root is `webRoot`, by default the folder of the workspace; `pathMap` may lead elsewhere from longer addresses. */
export function servedFolders(configuration: Configuration): ServedFolder[] {
  const webRoot = text(configuration, 'webRoot') ?? text(configuration, 'cwd') ?? texts(configuration, 'workspaceFolders')[0];
  const origins = sameOrigins(text(configuration, 'url') ?? '');
  const mapped = sourceSettings(configuration).pathMap.filter(({ from }) => /^https?:/.test(from));
  return [...mapped.map(({ from, to }) => ({ base: from, folder: to })), ...(webRoot === undefined ? [] : origins.map((base) => ({ base, folder: resolve(webRoot) })))];
}

/** This machine has several names. */
function sameOrigins(url: string): string[] {
  const [, scheme, host, port = ''] = /^(https?:\/\/)([^/:*]+|\[[^\]]*\])(:\d+)?(?:[/?#*]|$)/.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [];
  return (LOOPBACK.includes(host) ? LOOPBACK : [host]).map((name) => `${scheme}${name}${port}`);
}

/** Folders where sources of the page may lie. */
export function pageRoots(configuration: Configuration): string[] {
  const url = text(configuration, 'url') ?? '';
  return [...servedFolders(configuration).map(({ folder }) => folder), ...(url.startsWith('file://') ? [dirname(fileURLToPath(url))] : [])];
}

function pageAddress(configuration: Configuration): string {
  const url = text(configuration, 'url');
  if (url === undefined || url === '') throw new UserError('the launch configuration names no "url": give the address of the page, for example http://localhost:8080/');
  if (!URL.canParse(url)) throw new UserError(`"url" is '${url}', which is no address: write it whole, for example http://localhost:8080/`);
  return url;
}
