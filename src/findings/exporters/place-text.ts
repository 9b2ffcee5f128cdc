import type { FindingPlace } from '../finding';
import { visibleText } from '../../base/visible-text';

/** `file:line:column`, which terminals and editors turn into a link; a column that is not known is left out. */
export function placeText({ file, line, column }: FindingPlace, root?: string): string {
  return visibleText(`${shortFile(file, root)}${line > 0 ? `:${line}${column > 0 ? `:${column}` : ''}` : ''}`);
}

/** A path below `root` relative to it; any other as it is. */
export function shortFile(file: string, root?: string): string {
  const folder = root?.replace(/[\\/]*$/, '');
  const separator = folder === undefined ? '' : file.charAt(folder.length);
  return folder && file.startsWith(folder) && (separator === '/' || separator === '\\') ? file.slice(folder.length + 1) : file;
}
