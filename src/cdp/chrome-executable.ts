import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { UserError } from '../base/user-error';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge-stable', 'microsoft-edge', 'msedge'];
const MAC_APPS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
const WINDOWS_PLACES = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** The browser that was named, or `CHROME_PATH`, or the first of the usual ones. UserError where there is none. */
export function chromeExecutable(named: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const wish = named ?? env['CHROME_PATH'];
  const found = wish === undefined ? usualPlaces(env).find(isExecutable) : isAbsolute(wish) ? [wish].find(isExecutable) : onPath(wish, env).find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError(wish === undefined ? 'no Chrome or Chromium was found: install one, or give its path as "runtimeExecutable" or in CHROME_PATH' : `cannot start '${wish}': no such program; give the path of Chrome or Chromium`);
}

function usualPlaces(env: NodeJS.ProcessEnv): string[] {
  const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
  return [...NAMES.flatMap((name) => onPath(name, env)), ...(process.platform === 'darwin' ? MAC_APPS : []), ...folders.flatMap((folder) => WINDOWS_PLACES.map((place) => join(folder, place)))];
}

function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => (process.platform === 'win32' ? [join(folder, `${name}.exe`), join(folder, name)] : [join(folder, name)]));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
