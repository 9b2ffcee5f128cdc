import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { translatableTexts } from '../../../src/build/translatable';
import { root } from '../../tools';

const folder = join(root, 'src/vscode/client');

/** Names of things that are the same in every language. */
const NAMES = ['WebAssembly', 'JavaScript', 'DWARF'];

/** Where a literal is no text: what is compared, chosen by or styled with. */
const NO_TEXT_ATTRIBUTES = ['class', 'role', 'type', 'font', 'kind', 'scope', 'id', 'for', 'tab', 'value', 'colour', 'aria-live', 'aria-keyshortcuts'];
const NO_TEXT_CALLS = /(?:startsWith|includes|querySelector(?:All)?|closest|token|getPropertyValue|contains|toggle|addEventListener|getContext|quantity|toLocaleString|createElement)$/;
const TEXT_ATTRIBUTES = ['title', 'aria-label', 'placeholder', 'alt'];

interface Shown {
  readonly place: string;
  readonly text: string;
}

/** Literals that a reader of the page would see and that are not handed to `l10n.t`. */
function untranslated(name: string, source: string): Shown[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found: Shown[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t')) return;
    const text = textOf(node);
    if (text !== undefined && !NAMES.includes(text) && isSeen(node, text)) found.push({ place: `${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, text });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Without what is filled in. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  return ts.isTemplateExpression(node) ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join('…') : undefined;
}

function isSeen(node: ts.Node, text: string): boolean {
  const kind = use(node);
  if (kind === 'text') return /\p{L}{2,}/u.test(text);
  return kind === 'unknown' && /^\p{Lu}\p{Ll}|\p{L}{2,} \p{L}{2,}/u.test(text);
}

/** By what the literal is part of, from the inside out. */
function use(node: ts.Node): 'text' | 'none' | 'unknown' {
  for (let { parent } = node, child = node; !ts.isSourceFile(parent) && !ts.isBlock(parent); child = parent, { parent } = parent) {
    if (ts.isBinaryExpression(parent) && /^[=!]==?$/.test(parent.operatorToken.getText())) return 'none';
    if (ts.isBinaryExpression(parent) && /\.(?:textContent|title|placeholder)$/.test(parent.left.getText())) return 'text';
    if (ts.isCaseClause(parent) || ts.isElementAccessExpression(parent)) return 'none';
    if (ts.isPropertyAssignment(parent)) {
      if (parent.name === child) return 'none';
      const attribute = parent.name.getText().replaceAll("'", '');
      if (NO_TEXT_ATTRIBUTES.includes(attribute)) return 'none';
      if (TEXT_ATTRIBUTES.includes(attribute)) return 'text';
    }
    if (ts.isCallExpression(parent)) {
      const position = parent.arguments.indexOf(child as ts.Expression);
      if (parent.expression.getText() === 'element' && position >= 0) return position >= 2 ? 'text' : 'none';
      if (parent.expression.getText().endsWith('setAttribute') && position === 1) return TEXT_ATTRIBUTES.some((name) => parent.arguments[0]!.getText() === `'${name}'`) ? 'text' : 'none';
      if (position >= 0) return NO_TEXT_CALLS.test(parent.expression.getText()) ? 'none' : 'unknown';
    }
  }
  return 'unknown';
}

describe('texts of the pages', () => {
  it('are handed to the translator, all of them', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    assert.deepEqual(files.flatMap((name) => untranslated(name, readFileSync(join(folder, name), 'utf8'))), []);
  });

  it('are seen by this test where they are not', () => {
    const texts = (source: string): string[] => untranslated('x.ts', source).map(({ text }) => text);
    assert.deepEqual(texts(`element('p', { class: 'no text', title: 'a tip' }, count > 1 ? 'many' : \`\${count} one\`); const SAID = { stop: 'Stop now' }; p.textContent = 'reading';`), ['a tip', 'many', '… one', 'Stop now', 'reading']);
    assert.deepEqual(texts(`if (key === 'Enter') element('p', { class: wide ? 'a wide' : '' }, l10n.t('Stop now'), fn.name);`), []);
  });

  it('are part of the bundle that translations are made from', () => {
    const bundle = translatableTexts(join(root, 'src/vscode'));
    for (const text of ['Flame graph', 'Open as text', '{0}, {1} of what is shown']) assert.equal(bundle[text], text);
  });
});
