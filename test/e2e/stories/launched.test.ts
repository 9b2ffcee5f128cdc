import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinaries, root } from '../../tools';
import { assertBroken, assertMended, checkEntry } from './expectations';
import { STORIES } from './story-table';

describe('the five stories, launched under check', function () {
  this.timeout(120_000);
  for (const node of nodeBinaries()) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    for (const story of STORIES) {
      const folder = join(root, 'examples', story.name);

      it(`${story.name} broken: every cause at its line (${version})`, async () => assertBroken(story, folder, await checkEntry(join(folder, 'broken.mjs'), node)));

      it(`${story.name} mended: silent (${version})`, async () => assertMended(await checkEntry(join(folder, 'mended.mjs'), node)));
    }
  }
});
