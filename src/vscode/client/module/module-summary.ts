import { quantity } from '../../../findings/exporters/quantity';
import type { ModuleOutline } from '../../../toolkit/shown-module';
import { element } from '../element';
import { l10n } from '../l10n';

const KIND_NAMES: Readonly<Record<ModuleOutline['kinds'][number], string>> = {
  dwarf: 'DWARF', 'external-dwarf': l10n.t('DWARF in a file of its own'), 'split-dwarf': l10n.t('split DWARF'), 'source-map': l10n.t('source map'), 'name-section': l10n.t('names'),
};

/** Size, debug information and who made it, in a line. */
export function moduleSummary(outline: ModuleOutline, onText: () => void): HTMLElement {
  const text = element('button', { class: 'secondary' }, l10n.t('Open as text'));
  text.addEventListener('click', onText);
  const facts = [debugText(outline), outline.producers.filter(({ field }) => field !== 'language').map(({ name, version }) => `${name} ${version}`.trim()).join(', '), outline.buildId === null ? '' : l10n.t('build id {0}', outline.buildId)];
  return element(
    'header', { class: 'summary' },
    element('strong', {}, quantity(outline.bytes, 'bytes')),
    ...facts.filter(Boolean).map((fact) => element('span', { class: 'quiet' }, fact)),
    text,
  );
}

function debugText({ kinds, dwarfVersions, unitCount }: ModuleOutline): string {
  if (kinds.length === 0) return l10n.t('no debug information');
  const versions = dwarfVersions.length > 0 ? ` ${dwarfVersions.join(', ')}` : '';
  const units = unitCount === 0 ? '' : unitCount === 1 ? l10n.t(' (1 unit)') : l10n.t(' ({0} units)', quantity(unitCount, 'count'));
  return kinds.map((kind) => (kind === 'dwarf' ? `DWARF${versions}${units}` : KIND_NAMES[kind])).join(', ');
}

/** What keeps the module from being debugged well, and what helps. Nothing where all is well. */
export function debugInformation({ problems }: ModuleOutline): HTMLElement {
  const lines = problems.map((problem) => element('li', {}, problem.charAt(0).toUpperCase() + problem.slice(1)));
  if (lines.length === 0) return element('div', { hidden: true });
  if (lines.length === 1) return element('ul', { class: 'problems' }, ...lines);
  return element('details', { class: 'problems' }, element('summary', {}, l10n.t('{0} problems', lines.length)), element('ul', {}, ...lines));
}
