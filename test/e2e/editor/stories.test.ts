import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { root } from '../../tools';
import { assertAccessible } from './accessibility';
import { lineOf } from './line-of';
import { inEditor, requirePackedExtension } from './packed-extension';

interface Story {
  readonly name: string;
  readonly rule: string;
  readonly file: string;
  /** What the finding's line holds. */
  readonly text: string;
}

const STORIES: readonly [Story, ...Story[]] = [
  { name: 'llm-cache', rule: 'memory/unbounded-collection', file: 'cache-broken.mjs', text: 'answers.set(key, text)' },
  { name: 'llm-stream', rule: 'async/overlapping-call', file: 'broken.mjs', text: 'teller.exports.begin_story(' },
  { name: 'vector-http', rule: 'memory/leaked-allocation', file: 'search-broken.c', text: 'malloc(dims * sizeof' },
  { name: 'model-server', rule: 'cache/recompiled', file: 'broken.mjs', text: 'await WebAssembly.compile(bytes)' },
  { name: 'iot-stream', rule: 'handoff/file', file: 'producer-broken.mjs', text: 'writeFileSync(path, measure(' },
];

/** One window for all: what differs from story to story is the program that the workspace starts. */
describe('the five stories in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  before(function () {
    requirePackedExtension(this);
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-workspace-'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('each is launched and checked; its finding leads from Problems to the line, and from the report page', async () => {
    const [first, ...others] = STORIES;
    for (const { name } of STORIES) cpSync(join(root, 'examples', name), join(folder, name), { recursive: true });
    const start = ({ name }: Story): void => writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, scripts: { start: `node ${name}/broken.mjs --load` } }));
    const placeOf = ({ name, file, text }: Story): number => lineOf(join(folder, name, file), text);
    mkdirSync(folder, { recursive: true });
    await inEditor('stories', { workspace: folder, settings: { 'wasmscope.check.seconds': 60 } }, async (editor) => {
      const { page } = editor;
      const problem = ({ rule }: Story) => page.locator('.markers-panel .monaco-list-row', { hasText: rule }).first();
      const openProblem = async (story: Story): Promise<void> => {
        await problem(story).waitFor();
        await problem(story).dblclick();
        await editor.activeTab(story.file).waitFor();
        await editor.statusItem(`Ln ${placeOf(story)},`).waitFor();
      };

      start(first);
      await editor.command('Wasmscope: Launch and check this program');
      const done = editor.notification(/Wasmscope: .*(error|warning)/);
      await done.waitFor();
      await done.getByText('Open report').click();
      const report = editor.webview();
      await report.getByText(first.rule).first().waitFor();
      await assertAccessible(editor, 'report', { hasScript: false });
      await report.locator('a.place', { hasText: `${first.file}:${placeOf(first)}` }).first().click();
      await editor.activeTab(first.file).waitFor();
      await page.keyboard.press('Control+Shift+M');
      await openProblem(first);
      await editor.screenshots('problems');

      for (const story of others) {
        // Else the script in front would be started.
        await editor.command('View: Close All Editors');
        start(story);
        await editor.command('Wasmscope: Launch and check this program');
        await openProblem(story);
        await editor.screenshot(`story-${story.name}`);
      }
      await editor.command('Wasmscope: Clear findings from Problems');
      await page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
    });
  });
});
