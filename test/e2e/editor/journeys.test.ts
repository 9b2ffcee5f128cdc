import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { eventually, type Editor } from './editor';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

/** What somebody does who opens an example from the walkthrough. */
interface Journey {
  readonly story: string;
  readonly step: string;
  /** Where to stop: a file, what its line holds, and the function. */
  readonly file: string;
  readonly text: string;
  readonly function: string;
  readonly variable: RegExp;
  /** What is opened on the way to a value that is set. */
  readonly path: readonly RegExp[];
  readonly value: string;
  readonly becomes: RegExp;
  /** Whether the program traps then. */
  readonly trap?: RegExp;
  /** A function with time of its own, and its file. */
  readonly hot: string;
  readonly hotFile: string;
}

const JOURNEYS: readonly [Journey, ...Journey[]] = [
  {
    story: 'llm-stream', step: 'Promises taken for numbers', file: 'language.rs', text: 'let rank = READING.steps', function: 'next_word', variable: /^ranks\s*=/,
    // No word has this number: the vocabulary is asked beyond its end.
    path: [/^ranks\s*=/, /^\[0\]\s*=/, /^1\s*=/], value: '5000', becomes: /^1\s*=\s*5000$/, trap: /panic|unreachable/i, hot: 'likeness', hotFile: 'language.rs',
  },
  {
    story: 'vector-http', step: 'Find a leak to its line in C', file: 'search-broken.c', text: 'held = keep_best(', function: 'search', variable: /^length\s*=\s*\d/,
    path: [/^row\s*=/, /^\*\s*=/], value: '2.5', becomes: /^\*\s*=\s*2\.5$/, hot: 'dot', hotFile: 'vector.c',
  },
  {
    story: 'llm-cache', step: 'Why a cache never hits', file: 'model.rs', text: 'for byte in VOCABULARY[token]', function: 'generate', variable: /^hidden\s*=/,
    path: [/^hidden\s*=/, /^\[0\]\s*=/], value: '0.5', becomes: /^\[0\]\s*=\s*0\.5$/, hot: 'advance', hotFile: 'model.rs',
  },
  {
    story: 'iot-stream', step: 'Shorten the way of the data', file: 'filter.rs', text: 'window[slot] = centred', function: 'smoothed_energy', variable: /^centred\s*=/,
    path: [/^window\s*=/, /^\[0\]\s*=/], value: '0.5', becomes: /^\[0\]\s*=\s*0\.5$/, hot: 'frame_energy', hotFile: 'filter.rs',
  },
  {
    story: 'model-server', step: 'Compile once, not per request', file: 'scorer.c', text: 'if (score > best_score)', function: 'best_of', variable: /^score\s*=/,
    path: [/^Globals$/, /^readout\s*=/, /^\[0\.\.99\]/, /^\[0\]\s*=/], value: '7', becomes: /^\[0\]\s*=\s*7$/, hot: 'dot', hotFile: 'scorer.c',
  },
];

/** One story with every run; all of them where WASMSCOPE_STORIES is set, as `npm run test:editor` does. */
const travelled = process.env['WASMSCOPE_STORIES'] ? JOURNEYS : JOURNEYS.slice(0, 1);

describe('a story from the walkthrough on', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  for (const journey of travelled) {
    it(`${journey.story}: opened, stopped in at a line, a value set, profiled down to a line`, async () => {
      await inEditor(`journey-${journey.story}`, { workspace: folder }, async (start) => {
        await start.command('Welcome: Open Walkthrough');
        await start.pick('Get started with Wasmscope');
        await start.page.locator('.getting-started-step', { hasText: journey.step }).click();
        const editor = await start.openedWindow(() => start.page.getByRole('button', { name: 'Open the example' }).first().click());
        try {
          await debugged(editor, journey);
          await profiled(editor, journey);
          assert.deepEqual(await editor.complaintsShown(), []);
        } catch (error) {
          await editor.screenshot(`journey-${journey.story}-window-failed`);
          throw error;
        }
      });
    });
  }
});

async function debugged(editor: Editor, { story, file, text, function: name, variable, path, value, becomes, trap }: Journey): Promise<void> {
  const { page } = editor;
  const line = lineOf(join(editor.workspace, file), text);
  await editor.openFile(file, line);
  await editor.setBreakpoint();
  await page.keyboard.press('F5');
  const top = page.locator('.debug-call-stack .monaco-list-row .stack-frame').first();
  await top.filter({ hasText: new RegExp(`${name}[\\s\\S]*${file}[\\s\\S]*${line}`) }).waitFor();
  await variableRow(editor, variable);
  await editor.screenshots(`journey-${story}-stopped`);

  for (const each of path.slice(0, -1)) await (await variableRow(editor, each)).locator('.monaco-tl-twistie.collapsible').click();
  await (await variableRow(editor, path.at(-1)!)).dblclick();
  const input = page.locator('.debug-variables input[type=text]');
  await input.fill(value);
  await input.press('Enter');
  await variableRow(editor, becomes);
  await page.keyboard.press('F10');
  // The step that uses a wrong value may be the one that traps.
  await page.locator('.debug-pane', { has: page.locator('.debug-call-stack') }).filter({ hasText: trap ? /Paused on (?:step|exception)/i : /Paused on step/i }).waitFor();
  if (trap) {
    const trapped = page.locator('.exception-widget', { hasText: trap });
    if (!(await trapped.isVisible())) await page.keyboard.press('F5');
    await trapped.waitFor();
    await editor.screenshot(`journey-${story}-trap`);
  }
  await page.keyboard.press('Shift+F5');
  await top.waitFor({ state: 'detached' });
}

/** Only rows in sight exist: the list is walked through until this one does. */
async function variableRow({ page }: Editor, text: RegExp): Promise<Locator> {
  const row = page.locator('.debug-variables .monaco-list-row', { hasText: text }).first();
  await eventually(async (timeout) => {
    if (await row.waitFor({ timeout: timeout / 2 }).then(() => true, () => false)) return true;
    await page.locator('.debug-variables .monaco-list').focus();
    await page.keyboard.press('PageDown');
    return false;
  });
  return row;
}

async function profiled(editor: Editor, { story, hot, hotFile }: Journey): Promise<void> {
  await editor.command('View: Close All Editors');
  await editor.command('Wasmscope: Launch and profile this program');
  await editor.activeTab('.cpuprofile').waitFor();
  const view = editor.webview();
  await view.locator('.flame canvas').waitFor();
  const source = view.getByRole('button', { name: new RegExp(`^${hotFile.replace('.', '\\.')}:\\d+$`) }).first();
  await eventually(async (timeout) => {
    await view.getByRole('searchbox').fill(hot);
    await view.getByRole('searchbox').press('Enter');
    return source.waitFor({ timeout }).then(() => true, () => false);
  });
  await editor.screenshots(`journey-${story}-profile`);
  const place = (await source.innerText()).split(':')[1]!;
  await source.click();
  await editor.activeTab(hotFile).waitFor();
  await editor.statusItem(`Ln ${place},`).waitFor();
}
