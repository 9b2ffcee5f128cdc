import { html, type Markup } from './markup';
import { visibleText } from '../../base/visible-text';

/** What colours of a chart stand for; nothing where there is one only. */
export function legend(entries: readonly { readonly key: string; readonly text: string }[]): Markup | null {
  if (entries.length === 0) return null;
  return html`<ul class="legend">${entries.map(({ key, text }) => html`<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><circle class="${key}" cx="5" cy="5" r="4"/></svg>${visibleText(text)}</li>`)}</ul>`;
}
