import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeProfile } from '../../../src/profile/readers/decode-profile';
import { runCli, startCli } from '../run-cli';
import { Service } from './service';

/** Every write to it fails as on a full disk (Linux). */
const FULL = '/dev/full';

const samplesIn = (path: string): number => decodeProfile(readFileSync(path))[0]!.slices[0]!.samples!.length;

/** Once nobody listens there any more. */
async function closed(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.destroy();
      await new Promise((later) => setTimeout(later, 20));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
      return;
    }
  }
}

describe('record: endings that nobody wishes for', function () {
  this.timeout(120_000);
  let folder: string;
  let service: Service;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    service = await Service.start(process.execPath, ['--inspect-port=0']);
  });
  afterEach(async () => {
    await service.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('the disk is full: what was recorded is kept elsewhere, and the program is left as it was', async function () {
    if (!existsSync(FULL)) this.skip();
    const { exitCode, stderr, stdout } = await runCli(['record', '--pid', String(service.pid), '--for', '300ms', '--no-debugger-window', '-o', FULL], { env: { TMPDIR: folder } });
    assert.equal(exitCode, 1);
    assert.match(stderr, /cannot write \/dev\/full: .*ENOSPC/);
    const [, kept = ''] = /^wrote (.+)$/m.exec(stderr) ?? [];
    assert.ok(kept.startsWith(folder), stderr);
    assert.ok(samplesIn(kept) > 0);
    assert.notEqual(stdout, '', 'and the summary is told');
    await closed(service.inspectorPort!);
    assert.equal(await service.ask(1_000), 200);
  });

  it('Ctrl-C twice: the program\'s inspector is closed again, and it goes on', async () => {
    const { child, done } = startCli(['record', '--pid', String(service.pid), '--for', '10m', '-o', join(folder, 'a.cpuprofile')]);
    await service.debuggerAttached();
    child.kill('SIGINT');
    child.kill('SIGINT');
    await done;
    await closed(service.inspectorPort!);
    assert.equal(await service.ask(1_000), 200);
  });

  it('the program is killed: what it gave until then is written', async () => {
    const path = join(folder, 'a.cpuprofile');
    const run = startCli(['record', '--live', '--pid', String(service.pid), '--for', '10m', '-o', path]);
    service.load();
    await run.heard(/^\d+ s.*: .*scramble/m);
    service.child.kill('SIGKILL');
    const { exitCode, stderr } = await run.done;
    assert.equal(exitCode, 0, stderr);
    assert.ok(samplesIn(path) > 0);
  });

  it('somebody else records at the same time: both have it all, the one who came second is told, and the inspector is closed behind both', async () => {
    const [first, second] = [join(folder, 'first.cpuprofile'), join(folder, 'second.cpuprofile')];
    const one = startCli(['record', '--live', '--pid', String(service.pid), '--for', '10m', '-o', first]);
    service.load();
    await one.heard(/^\d+ s.*: .*scramble/m);
    const other = startCli(['record', '--live', '--pid', String(service.pid), '--for', '10m', '-o', second]);
    await other.heard(/^\d+ s.*: .*scramble/m);
    one.child.kill('SIGINT');
    assert.equal((await one.done).exitCode, 0);
    const seen = other.heard(/^\d+ s.*: .*scramble/m);
    await seen;
    other.child.kill('SIGINT');
    const { exitCode, stderr } = await other.done;
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /another debugger is connected/);
    for (const path of [first, second]) assert.ok(samplesIn(path) > 0);
    await service.rest();
    await closed(service.inspectorPort!);
  });
});
