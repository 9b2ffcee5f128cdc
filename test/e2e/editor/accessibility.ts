import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import type { Editor } from './editor';

const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 at levels A and AA, as far as rules can tell: names, roles, contrast, what the keyboard reaches. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Checks the page in front in every theme, and keeps pictures of it under `name`. A page without script of its own lets
 * nobody else's run either: its copy is checked.
 */
export async function assertAccessible(editor: Editor, name: string, { hasScript = true } = {}): Promise<void> {
  const frame = await (await editor.webview().elementHandle()).ownerFrame();
  assert.ok(frame);
  if (hasScript) await frame.evaluate(SOURCE);
  const problems: string[] = [];
  await editor.inEachTheme(async (theme) => {
    await editor.screenshot(`${name}-${theme}`);
    const { violations } = hasScript ? await rulesBroken(frame) : await inCopy(editor, await frame.content());
    problems.push(...violations.map(({ id, nodes }) => `${theme}: ${id} in ${nodes.length} places, such as ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary?.split('\n').at(-1)?.trim()}`).join('; ')}`));
  });
  assert.deepEqual(problems, []);
}

function rulesBroken(page: Frame | Page): Promise<AxeResults> {
  return page.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] })`);
}

async function inCopy(editor: Editor, html: string): Promise<AxeResults> {
  const copy = await editor.page.context().newPage();
  try {
    // The policy would hold back the theme, which the editor sets from outside.
    await copy.setContent(html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''));
    await copy.evaluate(SOURCE);
    return await rulesBroken(copy);
  } finally {
    await copy.close();
  }
}
