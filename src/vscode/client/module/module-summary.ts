import { quantity } from '../../../findings/exporters/quantity';
import type { ModuleOutline } from '../../../toolkit/shown-module';
import { element } from '../element';

const KIND_NAMES: Readonly<Record<ModuleOutline['kinds'][number], string>> = {
  dwarf: 'DWARF', 'external-dwarf': 'DWARF in a file of its own', 'split-dwarf': 'split DWARF', 'source-map': 'source map', 'name-section': 'names',
};

/** Size, debug information and who made it, in a line. */
export function moduleSummary(outline: ModuleOutline, onText: () => void): HTMLElement {
  const text = element('button', { class: 'secondary' }, 'Open as text');
  text.addEventListener('click', onText);
  const facts = [debugText(outline), outline.producers.filter(({ field }) => field !== 'language').map(({ name, version }) => `${name} ${version}`.trim()).join(', '), outline.buildId === null ? '' : `build id ${outline.buildId}`];
  return element(
    'header', { class: 'summary' },
    element('strong', {}, quantity(outline.bytes, 'bytes')),
    ...facts.filter(Boolean).map((fact) => element('span', { class: 'quiet' }, fact)),
    text,
  );
}

function debugText({ kinds, dwarfVersions, unitCount }: ModuleOutline): string {
  if (kinds.length === 0) return 'no debug information';
  const versions = dwarfVersions.length > 0 ? ` ${dwarfVersions.join(' and ')}` : '';
  const units = unitCount > 0 ? ` (${quantity(unitCount, 'count')} ${unitCount === 1 ? 'unit' : 'units'})` : '';
  return kinds.map((kind) => (kind === 'dwarf' ? `DWARF${versions}${units}` : KIND_NAMES[kind])).join(', ');
}

/** What keeps the module from being debugged well, and what helps. Nothing where all is well. */
export function debugInformation({ problems }: ModuleOutline): HTMLElement {
  const lines = problems.map((problem) => element('li', {}, problem.charAt(0).toUpperCase() + problem.slice(1)));
  if (lines.length === 0) return element('div', { hidden: true });
  if (lines.length === 1) return element('ul', { class: 'problems' }, ...lines);
  return element('details', { class: 'problems' }, element('summary', {}, `${lines.length} problems`), element('ul', {}, ...lines));
}
