import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '../../../src/base/limits';
import { ModuleHandover } from '../../../src/session/module-handover';

describe('folder for modules handed over', () => {
  it('goes with its program; what a killed debugger left goes with the next one', () => {
    const { pid: dead } = spawnSync(process.execPath, ['-e', '0']);
    const orphan = mkdtempSync(join(tmpdir(), `wasmscope-modules-${dead}-`));
    const [one, two] = [new ModuleHandover(), new ModuleHandover()];
    assert.deepEqual([existsSync(orphan), existsSync(one.folder), existsSync(two.folder)], [false, true, true]);
    one.dispose();
    two.dispose();
    assert.deepEqual([existsSync(one.folder), existsSync(two.folder)], [false, false]);
  });

  it('gives whole files of large modules alone', async () => {
    const handover = new ModuleHandover();
    const size = LIMITS.handover.smallestBytes;
    for (const [name, bytes] of [[size, size], [size - 1, size - 1], [size + 1, size]] as const) writeFileSync(join(handover.folder, String(name)), Buffer.alloc(bytes, 1));
    assert.equal((await handover.bytesOfSize(size))?.length, size);
    for (const other of [size - 1, size + 1, size + 2]) assert.equal(await handover.bytesOfSize(other), undefined);
    writeFileSync(join(handover.folder, `${size}.several`), '');
    assert.equal(await handover.bytesOfSize(size), undefined);
    handover.dispose();
  });
});
