import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { watchAttached } from '../../../src/toolkit/watch-attached';
import { nodeBinaries } from '../../tools';

const PRIMARY = join(__dirname, 'programs', 'cluster.cjs');

/** What a stream says until it matches. */
async function said(stream: NodeJS.ReadableStream, what: RegExp): Promise<RegExpExecArray> {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const match = what.exec((text += chunk.toString()));
    if (match) return match;
  }
  throw new Error(`ended with: ${text}`);
}

for (const node of nodeBinaries()) {
  describe(`a primary of a cluster that is attached to (${node})`, function () {
    this.timeout(60_000);

    it('is said to have workers that are not watched', async () => {
      const primary = spawn(node, ['--inspect=127.0.0.1:0', PRIMARY], { stdio: ['ignore', 'pipe', 'pipe'] });
      try {
        const [[url], [, ...pids]] = await Promise.all([said(primary.stderr, /ws:\S+/), said(primary.stdout, /(\d+) (\d+)\n/)]);
        const watch = await watchAttached({ kind: 'port', host: '127.0.0.1', port: Number(new URL(url).port) }, { onEvent: () => undefined, onModule: () => undefined, onOutput: () => undefined, trackAllocations: false });
        await watch.stop();
        const [note] = watch.notes;
        assert.match(note ?? '', /2 child processes .* not watched/);
        for (const pid of pids) assert.ok(note!.includes(pid), note);
      } finally {
        primary.kill('SIGKILL');
      }
    });
  });
}
