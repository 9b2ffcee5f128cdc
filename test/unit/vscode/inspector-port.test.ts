import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { declaredPort, inspectorPort, listeningPorts } from '../../../src/vscode/inspector-port';

describe('the port of an inspector', () => {
  it('is found without asking the process, and only while the inspector is open', async function () {
    if (process.platform !== 'linux') this.skip();
    const open = spawn(process.execPath, ['--inspect=127.0.0.1:0', '-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const shut = spawn(process.execPath, ['-e', 'require("net").createServer().listen(0, () => console.log("up")); setInterval(() => {}, 1000)', '--', '--inspect=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [said] = (await once(open.stderr, 'data')) as [Buffer];
      await once(shut.stdout, 'data');
      const port = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(said.toString())![1]);
      const process_ = (pid: number, argv: string[]) => ({ pid, argv, parentPid: 1, uptimeSeconds: 1 });
      assert.equal(await inspectorPort(process_(open.pid!, ['node', `--inspect=127.0.0.1:${port}`])), port);
      assert.equal(await inspectorPort(process_(open.pid!, ['node', '--inspect=0'])), port);
      // Declared, but closed again; a server of its own is no inspector.
      assert.equal(await inspectorPort(process_(open.pid!, ['node', '--inspect=1'])), null);
      assert.equal(await inspectorPort(process_(shut.pid!, ['node', 'server.js'])), null);
    } finally {
      open.kill('SIGKILL');
      shut.kill('SIGKILL');
    }
  });

  it('is declared by options of Node, not by those of the program', () => {
    assert.equal(declaredPort(['node', '--inspect', 'a.js']), 9229);
    assert.equal(declaredPort(['node', '--enable-source-maps', '--inspect-brk=0.0.0.0:4000', 'a.js']), 4000);
    assert.equal(declaredPort(['node', '--inspect-wait=4001', 'a.js']), 4001);
    assert.equal(declaredPort(['node', 'a.js', '--inspect=4000']), null);
  });

  it('reads the table of sockets', () => {
    const table = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
      + '   0: 0100007F:240D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0\n'
      + '   1: 0100007F:9C40 0100007F:240D 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 20 4 30 10 -1\n';
    assert.deepEqual(listeningPorts(table), [{ port: 9229, inode: '4711' }]);
  });
});
