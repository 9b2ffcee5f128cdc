import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { UserError } from '../../../src/base/user-error';
import { runEngine, type EngineOptions } from '../../../src/vscode/engine';

describe('engine process', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-engine-'))));
  after(() => rmSync(folder, { recursive: true }));

  function run(script: string, options?: EngineOptions) {
    const cliPath = join(folder, 'cli.js');
    writeFileSync(cliPath, script);
    return runEngine({ cliPath }, ['check', '--json'], options);
  }

  it('gives the document, with findings too, and passes on what the engine says', async () => {
    const lines: string[] = [];
    const { document } = run(`console.error('one\\n\\ntwo'); console.log(JSON.stringify({ argv: process.argv.slice(2) })); process.exitCode = 2;`, { onMessage: (line) => lines.push(line) });
    assert.deepEqual(await document, { argv: ['check', '--json'] });
    assert.deepEqual(lines, ['one', 'two']);
  });

  it('hands rows on as they come, however they are cut, and the last is the document', async () => {
    const rows: unknown[] = [];
    const { document } = run(`
      const pieces = ['{"at":', '1}\\n{"at":2}', '\\n', '{"at":3}\\n{"all":', '6}\\n'];
      const next = () => process.stdout.write(pieces.shift(), () => pieces.length > 0 && setTimeout(next, 5));
      next();`, { onRow: (row) => rows.push(row) });
    assert.deepEqual(await document, { all: 6 });
    assert.deepEqual(rows, [{ at: 1 }, { at: 2 }, { at: 3 }]);
    await assert.rejects(run(`console.log('no row'); console.log('{}');`, { onRow: () => undefined }).document, /before its report was complete/);
  });

  it('fails with the line in which the engine says why', async () => {
    await assert.rejects(run(`console.error('noise'); process.stderr.write('wasmscope: process 4 is gone'); process.exitCode = 1;`).document, new UserError('process 4 is gone'));
    await assert.rejects(run(`process.exitCode = 7;`).document, /ended with code 7 and said nothing/);
    await assert.rejects(run(`process.stdout.write('{"tool":'); process.exitCode = 2;`).document, /before its report was complete/);
  });

  it('ends early on request and still gives the result', async () => {
    const early = run(
      `process.on('SIGINT', () => { console.log('"partial"'); process.exit(0); }); setInterval(() => {}, 1000); console.error('ready');`,
      { onMessage: () => early.cancel() },
    );
    assert.equal(await early.document, 'partial');
  });

  it('ends an engine that does not listen on the second request', async () => {
    const early = run(
      `process.on('SIGINT', () => console.error('no')); setInterval(() => {}, 1000); console.error('ready');`,
      { onMessage: () => early.cancel() },
    );
    await assert.rejects(early.document, UserError);
  });

  it('says so when it cannot be started', async () => {
    await assert.rejects(run('', { cwd: join(folder, 'nowhere') }).document, /could not be started/);
  });
});
