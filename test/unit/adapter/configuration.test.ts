import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { attachTarget, launchOptions, sourceSettings, unmetWishes } from '../../../src/adapter/configuration';

describe('adapter: configuration', () => {
  it('needs a program, and no more', () => {
    const { program, cwd, runtimeExecutable, args, stopOnEntry, followWorkers } = launchOptions({ program: '/home/user/app/start.js' });
    assert.deepEqual([program, cwd, runtimeExecutable, args, stopOnEntry, followWorkers], ['/home/user/app/start.js', '/home/user/app', 'node', [], false, true]);
    assert.throws(() => launchOptions({}), /names no "program"/);
  });

  it('refuses what cannot be launched yet, with a way out', () => assert.throws(() => launchOptions({ target: 'chrome', url: 'http://localhost' }), /"target" is 'chrome': only "node" can be launched so far; leave "target" out/));

  it('takes sources from the folders of the workspace', () => {
    assert.deepEqual(sourceSettings({ workspaceFolders: ['/home/one', 'two'] }).roots, ['/home/one', resolve('two')]);
    assert.throws(() => sourceSettings({ workspaceFolders: '/home/one' }), /"workspaceFolders" must be a list/);
  });

  it('says what it does not do yet, and only when asked for it', () => {
    assert.deepEqual(unmetWishes({ children: false, console: 'internalConsole' }), []);
    const told = unmetWishes({ children: true, console: 'integratedTerminal' });
    assert.equal(told.length, 2);
    assert.match(told.join('\n'), /child processes are not debugged yet[^]*"integratedTerminal" is not available yet/);
  });

  it('attaches by process or port, pickers giving text', () => {
    assert.deepEqual(attachTarget({ processId: '42' }), { processId: 42 });
    assert.deepEqual(attachTarget({ port: 9230 }), { host: '127.0.0.1', port: 9230 });
    assert.throws(() => attachTarget({ port: 70_000 }), /from 1 to 65535/);
  });
});
