import { quantity } from '../../../findings/exporters/quantity';
import type { ModuleOutline, OutlinedSection } from '../../../toolkit/shown-module';
import { element } from '../element';
import { l10n } from '../l10n';

type SectionGroup = 'code' | 'data' | 'debug' | 'names' | 'other';

const GROUP_NAMES: Readonly<Record<SectionGroup, string>> = { code: l10n.t('code'), data: l10n.t('data'), debug: l10n.t('debug information'), names: l10n.t('names'), other: l10n.t('declarations and other') };

export function groupOf({ name, isCustom }: Pick<OutlinedSection, 'name' | 'isCustom'>): SectionGroup {
  if (!isCustom) return name === 'code' || name === 'data' ? name : 'other';
  if (name === 'name') return 'names';
  return /^\.debug_|^reloc\.\.debug_|^(external_debug_info|sourceMappingURL|build_id)$/.test(name) ? 'debug' : 'other';
}

/** Where everything in the file stands, to scale. The arrow keys walk through it, and a line below says what is pointed at. */
export function sectionMap(outline: ModuleOutline): HTMLElement {
  const { sections, bytes } = outline;
  const detail = element('span', { class: 'map-detail', 'aria-live': 'polite' });
  const pieces = sections.map((section, index) => piece(section, bytes, index));
  const bar = element('div', { class: 'map', role: 'toolbar', 'aria-label': l10n.t('Sections of the file, to scale. Arrow keys walk through them.') }, ...pieces);
  const show = (index: number): void => {
    const section = sections[index];
    detail.textContent = section ? describe(section, bytes) : '';
    legend.classList.toggle('replaced', section !== undefined);
  };
  const legend = legendOf(sections, bytes);
  pieces.forEach((each, index) => {
    each.addEventListener('mouseenter', () => show(index));
    each.addEventListener('focus', () => show(index));
    each.addEventListener('blur', () => show(-1));
  });
  bar.addEventListener('mouseleave', () => show(pieces.indexOf(document.activeElement as HTMLButtonElement)));
  bar.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = pieces[pieces.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (step === 0 || !next) return;
    for (const each of pieces) each.tabIndex = each === next ? 0 : -1;
    next.focus();
    event.preventDefault();
  });
  return element('div', { class: 'sections' }, bar, element('div', { class: 'map-below' }, legend, detail));
}

function piece(section: OutlinedSection, whole: number, index: number): HTMLButtonElement {
  const made = element('button', { class: `piece ${groupOf(section)}`, 'aria-label': describe(section, whole), tabindex: index === 0 ? 0 : -1 }, element('span', {}, section.name));
  made.style.flexGrow = String(section.bytes);
  return made;
}

export function describe({ name, bytes, start }: OutlinedSection, whole: number): string {
  return l10n.t('{0}: {1}, {2}, from {3}', name, quantity(bytes, 'bytes'), quantity(whole > 0 ? bytes / whole : 0, 'share'), `0x${start.toString(16)}`);
}

function legendOf(sections: readonly OutlinedSection[], whole: number): HTMLElement {
  const totals = new Map<SectionGroup, number>();
  for (const section of sections) totals.set(groupOf(section), (totals.get(groupOf(section)) ?? 0) + section.bytes);
  const parts = (Object.keys(GROUP_NAMES) as SectionGroup[]).filter((group) => totals.has(group));
  return element('span', { class: 'legend' }, ...parts.map((group) => {
    const bytes = totals.get(group)!;
    return element('span', { title: quantity(bytes, 'bytes') }, element('span', { class: `swatch ${group}` }), `${GROUP_NAMES[group]} ${quantity(whole > 0 ? bytes / whole : 0, 'share')}`);
  }));
}
