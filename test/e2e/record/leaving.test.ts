import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { record } from '../../../src/toolkit/record';
import { Service, fixtures } from './service';

const CYCLES = 4;

describe('record: a service does not notice', function () {
  this.timeout(120_000);

  it(`answers every request over ${CYCLES} cycles of attach, record and detach; its port is closed again each time`, async () => {
    const service = await Service.start(process.execPath, ['--inspect-port=0']);
    try {
      service.load();
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        const { profile, end } = await record({ target: { kind: 'pid', pid: service.pid }, durationMs: 200, modulePaths: [join(fixtures, 'hot.wasm')], debuggerWindow: false }).result;
        assert.ok(profile.samples.length > 0);
        assert.deepEqual(end, { exitCode: null, signal: null });
        const socket = connect(service.inspectorPort!, '127.0.0.1');
        await assert.rejects(once(socket, 'connect'), { code: 'ECONNREFUSED' });
      }
      await service.rest();
    } finally {
      await service.end();
    }
  });

  it('ends when it wants to, and all that was sampled is kept', async () => {
    // It lives as long as it may be told something.
    const child = spawn(process.execPath, ['--inspect-port=0', join(fixtures, 'record', 'children.mjs'), '1', 'told'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    const exited = once(child, 'exit');
    const deed = record({ target: { kind: 'pid', pid: child.pid! }, durationMs: 600_000, heap: true });
    deed.onProgress(({ message }) => void (message.startsWith('recording') && child.stdin.end()));
    const { profile, allocations, warnings } = await deed.result;
    assert.deepEqual(await exited, [0, null]);
    assert.ok(profile.samples.length > 0 && allocations!.nodes.length > 0);
    assert.deepEqual(warnings, ['no WebAssembly was seen running']);
  });
});
