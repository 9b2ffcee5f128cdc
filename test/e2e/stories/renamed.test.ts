import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTool } from '../../tools';
import { assertBroken, assertMended, checkEntry } from './expectations';
import { buildRenamed } from './renamed-story';
import { STORIES } from './story-table';

/** No rule may know an example by its names or its rate. */
describe('the five stories with every name changed and the load tripled', function () {
  this.timeout(240_000);
  const target = mkdtempSync(join(tmpdir(), 'renamed-'));
  after(() => rmSync(target, { recursive: true, force: true }));

  for (const story of STORIES) {
    it(story.name, async function () {
      requireTool(this, '/usr/bin/rustc', 'clang-19', 'emcc');
      const folder = join(target, story.name);
      const entries = buildRenamed(story.name, folder);
      assertBroken(story, folder, await checkEntry(join(folder, entries.broken), process.execPath, { LOAD: '3' }));
      assertMended(await checkEntry(join(folder, entries.mended), process.execPath, { LOAD: '3' }));
    });
  }
});
