import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { classTimes } from '../../../src/profile/hot-spots';
import { narrowProfile } from '../../../src/profile/narrow-profile';
import type { Profile } from '../../../src/profile/profile';
import { record } from '../../../src/toolkit/record';
import { nodeBinaries, root } from '../../tools';
import { fixtures, lineOf } from './service';

const program = join(fixtures, 'record', 'children.mjs');
const PATHS = { pathMap: [{ from: '/fixtures', to: fixtures }] };

/** Names of threads, process ids left out. */
const threadNames = ({ threads }: Profile): string[] => threads.map(({ name }) => name.replace(/\(\d+\)/, '(pid)')).sort();

function assertHotProcesses(profile: Profile): void {
  for (const { name } of profile.threads.filter(({ name: each }) => each.endsWith(')') && !each.includes(': '))) {
    assert.ok(classTimes(narrowProfile(profile, { thread: name, focus: null, hidden: new Set() })).wasm > 0, `${name} was seen in Wasm`);
  }
  const scramble = profile.frames.filter((frame) => frame.function === 'scramble');
  assert.ok(scramble.length >= 2 && scramble.every(({ file, line }) => file === join(fixtures, 'hot.c') && line === lineOf('scramble')), 'both processes are down to C lines');
}

for (const node of nodeBinaries()) {
  describe(`record: child processes side by side (${node})`, function () {
    this.timeout(120_000);

    it('those that a launched program forks, a cluster\'s, and a child\'s worker by its name', async () => {
      const target = { kind: 'launch', argv: [node, program, '700'], cwd: root, env: process.env } as const;
      const { profile, warnings, end } = await record({ target, ...PATHS }).result;
      assert.deepEqual(threadNames(profile), ['children.mjs (pid)', 'children.mjs (pid)', 'children.mjs (pid): worker 1 (resize)', 'main']);
      assertHotProcesses(profile);
      assert.deepEqual([warnings, end], [[], { exitCode: 0, signal: null }]);
    });

    it('those that a running program starts from now on, which then starts them as before', async () => {
      const child = spawn(node, ['--inspect-port=0', program, '400', 'told'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
      const roundOfChildren = (): Promise<unknown> => {
        child.stdin.write('go\n');
        return once(child.stdout, 'data');
      };
      try {
        await once(child.stdout, 'data');
        const deed = record({ target: { kind: 'pid', pid: child.pid! }, durationMs: 60_000, ...PATHS });
        await new Promise<void>((begun) => void deed.onProgress(({ message }) => message.startsWith('recording') && begun()));
        await roundOfChildren();
        deed.cancel();
        const { profile, warnings } = await deed.result;
        assert.deepEqual(threadNames(profile), ['children.mjs (pid)', 'children.mjs (pid)', 'children.mjs (pid): worker 1 (resize)', 'main']);
        assertHotProcesses(profile);
        assert.deepEqual(warnings, []);
        await roundOfChildren();
        assert.equal(child.exitCode, null);
      } finally {
        process.kill(-child.pid!, 'SIGKILL');
      }
    });

    it('not where they are not wanted', async () => {
      const target = { kind: 'launch', argv: [node, program, '200'], cwd: root, env: process.env } as const;
      const { profile, end } = await record({ target, children: false, ...PATHS }).result;
      assert.deepEqual([threadNames(profile), end.exitCode], [['main'], 0], 'and none waits for a debugger');
    });
  });
}
