import { FRAME_CLASSES } from '../../../profile/profile';
import type { ThreadRow } from '../../../profile/views/by-thread';
import { element } from '../element';
import { l10n } from '../l10n';
import { CLASS_NAMES, amount, percent } from './texts';

/** Threads one below the other: how busy each was, and with what. A click shows one alone. */
export function threadTable(rows: readonly ThreadRow[], onThread: (name: string) => void): HTMLElement {
  const longestMs = Math.max(...rows.map(({ totalMs }) => totalMs));
  const body = rows.map(({ thread, classesMs, busyMs, totalMs }) => {
    const link = element('button', { class: 'link', title: l10n.t('Show only {0}', thread.name) }, thread.name);
    link.addEventListener('click', () => onThread(thread.name));
    const parts = FRAME_CLASSES.filter((kind) => classesMs[kind] > 0);
    const bar = element('div', { class: 'classes', role: 'img', 'aria-label': parts.map((kind) => `${CLASS_NAMES[kind]} ${percent(classesMs[kind], totalMs)}`).join(', ') });
    for (const kind of parts) {
      const piece = element('span', { class: kind, title: `${CLASS_NAMES[kind]} ${amount(classesMs[kind])}` });
      piece.style.flexGrow = String(classesMs[kind]);
      bar.append(piece);
    }
    bar.style.width = `${longestMs > 0 ? (100 * totalMs) / longestMs : 0}%`;
    return element('tr', {}, element('td', { class: 'number', title: percent(busyMs, totalMs) }, amount(busyMs)), element('td', { class: 'number' }, amount(totalMs)), element('td', { class: 'name' }, link), element('td', { class: 'bars' }, bar));
  });
  const heading = (text: string, kind = ''): HTMLElement => element('th', { scope: 'col', class: kind }, text);
  const head = element('thead', {}, element('tr', {}, heading(l10n.t('Busy'), 'number'), heading(l10n.t('Recorded'), 'number'), heading(l10n.t('Thread')), heading(l10n.t('Kinds of code'))));
  return element('div', { class: 'hot threads' }, element('table', {}, head, element('tbody', {}, ...body)));
}
