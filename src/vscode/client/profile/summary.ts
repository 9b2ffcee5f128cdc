import { classTimes } from '../../../profile/hot-spots';
import { FRAME_CLASSES, type FrameClass, type Profile } from '../../../profile/profile';
import { percentages } from '../../../profile/views/percentages';
import { element } from '../element';
import { l10n } from '../l10n';
import { CLASS_NAMES, amount } from './texts';

type Times = Readonly<Record<FrameClass, number>>;

/** How long was recorded, and how all of what is looked at shares out by kind of code. */
export const summaryOf = (looked: Profile, profile: Profile): readonly HTMLElement[] => classBar(classTimes(looked), extent(looked, profile));

/** Shares by kind of code, in words and as a bar; they are 100 % together. */
export function classBar(times: Times, title: string): readonly [legend: HTMLElement, bar: HTMLElement] {
  const kinds = FRAME_CLASSES.filter((kind) => times[kind] > 0).sort((a, b) => times[b] - times[a]);
  const shares = percentages(kinds.map((kind) => times[kind]));
  const texts = kinds.map((kind, index) => `${CLASS_NAMES[kind]} ${shares[index]!.toFixed(1)} %`);
  const bar = element('div', { class: 'classes', role: 'img', 'aria-label': texts.join(', ') });
  const legend = element('div', { class: 'legend' }, element('strong', {}, title));
  for (const [index, kind] of kinds.entries()) {
    const piece = element('span', { class: kind });
    piece.style.flexGrow = String(times[kind]);
    bar.append(piece);
    legend.append(element('span', { title: amount(times[kind]) }, element('span', { class: `kind ${kind}` }), texts[index]!));
  }
  return [legend, bar];
}

function extent(looked: Profile, profile: Profile): string {
  const count = (of: Profile): string => of.samples.length.toLocaleString('en');
  const threads = profile.threads.length > 1 ? `, ${l10n.t('{0} threads', profile.threads.length)}` : '';
  const recorded = `${amount(profile.durationMs)}${threads}`;
  return looked === profile ? l10n.t('{0}, {1} samples', recorded, count(profile)) : l10n.t('{0} of {1} samples in {2}', count(looked), count(profile), recorded);
}
