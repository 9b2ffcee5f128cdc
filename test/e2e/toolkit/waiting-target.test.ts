import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connectTarget } from '../../../src/toolkit/connect-target';
import { nodeBinaries } from '../../tools';

for (const node of nodeBinaries()) {
  describe(`a program that waits for a debugger (${node})`, () => {
    for (const flag of ['--inspect-brk', '--inspect-wait']) {
      it(`is known, and runs once somebody measures it (${flag})`, async () => {
        const child = spawn(node, [`${flag}=127.0.0.1:0`, '-e', 'console.log("runs"); setInterval(() => {}, 1000)'], { stdio: ['ignore', 'pipe', 'pipe'] });
        try {
          let said = '';
          while (!/ws:\S+/.test(said)) said += String((await once(child.stderr, 'data'))[0]);
          const runs = once(child.stdout, 'data');
          const connection = await connectTarget({ kind: 'port', host: '127.0.0.1', port: Number(new URL(/ws:\S+/.exec(said)![0]).port) });
          assert.equal(connection.pid, child.pid);
          assert.match(connection.command, new RegExp(`${flag}=127.0.0.1:0`));
          assert.equal(String((await runs)[0]), 'runs\n');
          const { result } = await connection.session.send('Runtime.evaluate', { expression: 'process.pid' });
          assert.equal(result.value, child.pid);
          await connection.close();
        } finally {
          child.kill('SIGKILL');
        }
      });
    }
  });
}
