import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { JsonSession } from '../../../src/cdp/json-session';
import { listTargets } from '../../../src/cdp/discovery';
import { NodeTransport } from '../../../src/cdp/node-transport';
import { root } from '../../tools';
import { Service } from '../record/service';
import { assertRefused, parseReport, runCli } from '../run-cli';

const DEEDS = ['check', 'record'];

describe('bad input: targets', function () {
  this.timeout(120_000);

  it('a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'close');
    for (const deed of DEEDS) assertRefused(await runCli([deed, '--pid', String(child.pid)]), /there is no process \d+/);
  });

  it('a process that is no Node is refused and never signalled', async () => {
    const child = spawn('sleep', ['60']);
    try {
      for (const deed of DEEDS) assertRefused(await runCli([deed, '--pid', String(child.pid)]), /not Node but 'sleep'.*left alone/);
      assert.deepEqual([child.exitCode, child.signalCode], [null, null], 'SIGUSR1 would have ended it');
      process.kill(child.pid!, 0);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('a port that nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    for (const deed of DEEDS) assertRefused(await runCli([deed, '--port', String(port)]), /nothing listens on 127\.0\.0\.1:\d+: start the program with --inspect/);
  });

  const strangers: readonly [string, () => Server, RegExp][] = [
    ['serves pages', () => createHttpServer((_, response) => response.end('<html>hello</html>')), /not a debugging port: it answers HTTP with '<html>hello/],
    ['serves JSON of its own', () => createHttpServer((_, response) => response.end('{"error":"not found"}')), /not a debugging port/],
    ['lists nothing to debug', () => createHttpServer((_, response) => response.end('[]')), /not a debugging port|offers nothing to debug/],
    ['lists addresses that are none', () => createHttpServer((_, response) => response.end('[{"webSocketDebuggerUrl":"nonsense"}]')), /debug/],
    ['lists a target and then refuses it', () => createHttpServer((request, response) => response.end(JSON.stringify([{ webSocketDebuggerUrl: `ws://${request.headers.host}/x` }]))), /debug|WebSocket/i],
    ['says back what it hears', () => createServer((socket) => socket.on('error', () => undefined).pipe(socket)), /not a debugging port: what listens there does not speak HTTP/],
    ['hangs up', () => createServer((socket) => socket.on('error', () => undefined).end()), /not a debugging port/],
  ];
  for (const [what, start, reason] of strangers) {
    it(`a port that ${what}`, async () => {
      const server = start().listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        for (const deed of DEEDS) assertRefused(await runCli([deed, '--port', String((server.address() as AddressInfo).port), '--for', '1s']), reason);
      } finally {
        server.close();
      }
    });
  }

  it('a program that is not there, and a command that runs no Node', async () => {
    assertRefused(await runCli(['check', '--', 'no-such-program']), /cannot start 'no-such-program': no such program/);
    assertRefused(await runCli(['record', '--', 'no-such-program']), /not node/);
    assertRefused(await runCli(['record', '--', join(root, 'no-such-folder/node'), 'app.js']), /cannot start .*no such program/);
    assertRefused(await runCli(['check', '--', 'true']), /started no Node program/);
  });

  it('a script that is not there: what Node says is passed on, and how it ended is in the report', async () => {
    const run = await runCli(['check', '--json', '--', process.execPath, 'no-such-script.js']);
    assert.match(run.stderr, /Cannot find module/);
    assert.equal(parseReport(run).target.exitCode, 1);
  });

  it('a second debugger on the same port: both work, and it is noted', async () => {
    const service = await Service.start(process.execPath, ['--inspect=127.0.0.1:0']);
    try {
      const port = service.inspectorPort!;
      const [target] = await listTargets('127.0.0.1', port);
      const first = new JsonSession(await NodeTransport.connect(target!.webSocketDebuggerUrl));
      service.load();
      for (const deed of DEEDS) {
        const { exitCode, stderr, stdout } = await runCli([deed, '--json', '--port', String(port), '--for', '1s']);
        assert.equal(exitCode, 0, stderr);
        assert.doesNotThrow(() => JSON.parse(stdout));
        assert.match(stderr, /another debugger is connected to port/);
      }
      assert.equal((await first.send('Runtime.evaluate', { expression: '6 * 7' })).result.value, 42, 'the first one is still served');
      await first.close();
      await service.rest();
    } finally {
      await service.end();
    }
  });
});
