import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DebuggeeFolder, lineOf } from '../e2e/debug/debuggee-folder';
import { PAGES, WebServer } from '../e2e/debug/web-page';
import { requireTool } from '../tools';
import { rounds } from './rounds';

const LAUNCHES = rounds(100);

describe('breakpoints set before a page is opened', () => {
  it(`are missed in none of ${LAUNCHES} launches of every kind`, async function () {
    requireTool(this, 'chromium');
    this.timeout(10_000 * LAUNCHES);
    const kinds = Object.values(PAGES);
    for (let count = 0; count < LAUNCHES; count++) await launch(kinds[count % kinds.length]!);
  });
});

async function launch(files: Record<string, string>): Promise<void> {
  const folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
  const server = await WebServer.of(folder.path);
  try {
    for (const [file, text] of Object.entries(files)) folder.write(file, text);
    const source = folder.file('shapes.c');
    const line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
    const client = folder.client();
    await client.launch({ target: 'chrome', url: `${server.origin}/`, webRoot: folder.path, headless: true }, { [source]: [line] });
    const missed = client.printed(/perimeter/, 'stdout').then(() => assert.fail('the page ran past the breakpoint'));
    const { reason, threadId } = await Promise.race([client.stopped(), missed]);
    const [top] = await client.frames(threadId);
    assert.deepEqual([reason, top?.name, top?.line, top?.source?.path], ['breakpoint', 'create', line, source]);
  } finally {
    await folder.remove();
    server.close();
  }
}
