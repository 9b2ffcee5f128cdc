import { hotLines } from '../../../profile/hot-spots';
import type { Profile } from '../../../profile/profile';
import { element } from '../element';
import { l10n } from '../l10n';
import { hotTable } from './hot-table';
import { placeOf } from './texts';

const LISTED = 500;
const ABOUT_ESTIMATES = l10n.t('V8 does not say where inside a WebAssembly function the time went: it stands at the line where the function begins. Record with --lines to have it shared out by exact counts.');

export function lineList(profile: Profile, wholeMs: number, open: (file: string, line: number) => void): HTMLElement {
  const rows = hotLines(profile).slice(0, LISTED);
  // Other tools keep the lines that time was shared out to, and not how often those ran.
  const beginnings = new Set(profile.frames.flatMap(({ class: kind, file, line, lines }) => (kind === 'wasm' && !lines ? [`${file}:${line}`] : [])));
  const note = rows.some(({ file, line, estimate, count }) => estimate && count === undefined && beginnings.has(`${file}:${line}`)) ? [element('p', { class: 'note' }, ABOUT_ESTIMATES)] : [];
  const table = hotTable(
    rows.map(({ file, line, function: name, class: kind, selfMs, estimate, count }) => ({ name, kind, place: placeOf({ file, line }), title: `${file}:${line}`, selfMs, isEstimate: estimate, second: count === undefined ? '' : count.toLocaleString('en'), open: () => open(file, line) })),
    wholeMs, [l10n.t('Self'), l10n.t('Times run'), l10n.t('Function')], l10n.t('No sampled function has a source.'),
  );
  return element('div', { class: 'lines' }, ...note, table);
}
