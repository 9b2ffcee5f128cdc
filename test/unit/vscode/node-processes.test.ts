import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { byNearness, nodeProcesses, parsePs, withoutEditor, withoutRunners, type NodeProcess } from '../../../src/vscode/node-processes';

describe('node processes', () => {
  it('finds this one and its child with their arguments, and no process that is not Node', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a b', '--flag'], { stdio: 'ignore' });
    const other = spawn('sleep', ['30'], { stdio: 'ignore' });
    try {
      await Promise.all([once(child, 'spawn'), once(other, 'spawn')]);
      const found = await nodeProcesses();
      const mine = found.find(({ pid }) => pid === child.pid);
      assert.deepEqual({ parentPid: mine?.parentPid, last: mine?.argv.at(-1) }, { parentPid: process.pid, last: '--flag' });
      if (process.platform === 'linux') assert.equal(mine?.cwd, process.cwd());
      assert.ok(found.some(({ pid }) => pid === process.pid));
      assert.ok(!found.some(({ pid }) => pid === other.pid));
      assert.equal(child.exitCode ?? child.signalCode, null, 'being looked at does not end a process');
    } finally {
      child.kill('SIGKILL');
      other.kill('SIGKILL');
    }
  });

  it('reads the table of ps', () => {
    assert.deepEqual(parsePs('  501     1 01-02:03:04 /usr/local/bin/node server.js --port 80\n  502 501 00:07 /bin/zsh\n  503 501    01:00:00 node\n\n'), [
      { pid: 501, parentPid: 1, argv: ['/usr/local/bin/node', 'server.js', '--port', '80'], uptimeSeconds: 93_784 },
      { pid: 503, parentPid: 501, argv: ['node'], uptimeSeconds: 3_600 },
    ]);
  });

  it('leaves out the editor: what it runs, and what runs it', () => {
    const process = (pid: number, parentPid: number, ...argv: string[]): NodeProcess => ({ pid, parentPid, argv, uptimeSeconds: 1 });
    const all = [process(1, 0, 'node', 'server'), process(2, 1, 'node', '/editor/out/host.js'), process(3, 2, 'node', '/editor/ext/tsserver.js'), process(4, 2, 'node', 'app.js'), process(5, 9, 'node', 'other.js'), process(6, 2, 'node', '/extension/cli.js')];
    assert.deepEqual(withoutEditor(all, 2, '/editor', '/extension').map(({ pid }) => pid), [4, 5]);
  });

  it('leaves out other editors, and not the programs that merely have such a name', () => {
    const started = (pid: number, ...argv: string[]): NodeProcess => ({ pid, parentPid: 1, argv: ['node', ...argv], uptimeSeconds: 1 });
    const all = [started(10, '/home/me/.vscode-server/bin/1a2b/out/server-main.js', '--port=0'), started(11, '/opt/other/lib/vscode/out/bootstrap-fork', '--type=extensionHost'), started(12, 'app/server-main.js')];
    assert.deepEqual(withoutEditor(all, 2, '/editor').map(({ pid }) => pid), [12]);
  });

  it('leaves out what only starts others', () => {
    const all = [['npm exec mocha'], ['npm start'], ['/usr/bin/node', '/usr/bin/npx', 'serve'], ['node', '/opt/yarn.js', 'dev'], ['node', 'npm-audit.js'], ['node', 'server.js', 'npm'], ['node']];
    assert.deepEqual(withoutRunners(all.map((argv, pid) => ({ pid, parentPid: 1, argv, uptimeSeconds: 1 }))).map(({ pid }) => pid), [4, 5, 6]);
  });

  it('has those of the workspace first', () => {
    const at = (pid: number, cwd: string, ...argv: string[]): NodeProcess => ({ pid, parentPid: 1, argv: ['node', ...argv], uptimeSeconds: 1, cwd });
    const all = [at(1, '/elsewhere', 'a.js'), at(2, '/w/app', 'a.js'), at(3, '/w2', 'a.js'), at(4, '/', '/w/b.js'), at(5, '/w', 'c.js')];
    const pids = (folders: string[]): number[][] => Object.values(byNearness(all, folders)).map((each: NodeProcess[]) => each.map(({ pid }) => pid));
    assert.deepEqual(pids(['/w']), [[2, 4, 5], [1, 3]]);
    assert.deepEqual(pids([]), [[], [1, 2, 3, 4, 5]]);
  });

  it('ends on a table whose parents form a circle', () => {
    const circle: NodeProcess[] = [{ pid: 1, parentPid: 2, argv: ['node'], uptimeSeconds: 1 }, { pid: 2, parentPid: 1, argv: ['node'], uptimeSeconds: 1 }];
    assert.deepEqual(withoutEditor(circle, 1, '/editor'), []);
  });
});
