import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { attachTarget, launchOptions, sourceSettings, targetKind, unmetWishes } from '../../../src/adapter/configuration';
import { pageLaunchOptions, servedFolders } from '../../../src/adapter/page-configuration';

describe('adapter: configuration', () => {
  it('needs a program, and no more', () => {
    const { program, cwd, runtimeExecutable, args, stopOnEntry, followWorkers } = launchOptions({ program: '/home/user/app/start.js' }, '/boot.js');
    assert.deepEqual([program, cwd, runtimeExecutable, args, stopOnEntry, followWorkers], ['/home/user/app/start.js', '/home/user/app', 'node', [], false, true]);
    assert.throws(() => launchOptions({}, '/boot.js'), /names no "program"/);
  });

  it('starts any command whose Node processes are to be debugged', () => {
    const { program, cwd, followChildren } = launchOptions({ runtimeExecutable: 'npm', runtimeArgs: ['test'], workspaceFolders: ['/home/user/app'] }, '/boot.js');
    assert.deepEqual([program, cwd, followChildren], [null, '/home/user/app', true]);
  });

  it('knows Node and Chrome', () => {
    assert.deepEqual([targetKind({}), targetKind({ target: 'chrome' })], ['node', 'chrome']);
    assert.throws(() => targetKind({ target: 'deno' }), /"target" is 'deno': give "node" or "chrome"/);
  });

  it('opens a page at a whole address, by default with a window where there is a screen', () => {
    const { url, headless, executable } = pageLaunchOptions({ url: 'http://localhost:8080/app/' });
    assert.deepEqual([url, headless, executable], ['http://localhost:8080/app/', null, undefined]);
    assert.throws(() => pageLaunchOptions({ url: 'localhost' }), /no address: write it whole/);
    assert.throws(() => pageLaunchOptions({ url: 'http://localhost/', headless: 'no' }), /"headless" must be true or false/);
  });

  it('leads from addresses of a server to its folder, all names of this machine alike', () => {
    const served = servedFolders({ url: 'http://localhost:8080/app/*', webRoot: '/srv', pathMap: { 'https://cdn.example/lib': '/lib', '/build': '/home' } });
    assert.deepEqual(served, [
      { base: 'https://cdn.example/lib', folder: '/lib' },
      ...['localhost', '127.0.0.1', '[::1]'].map((name) => ({ base: `http://${name}:8080`, folder: '/srv' })),
    ]);
    assert.deepEqual(servedFolders({ url: 'https://example.org/', workspaceFolders: ['/home/app'] }), [{ base: 'https://example.org', folder: '/home/app' }]);
    assert.deepEqual(servedFolders({ url: 'file:///srv/index.html', webRoot: '/srv' }), []);
  });

  it('takes sources from the folders of the workspace', () => {
    assert.deepEqual(sourceSettings({ workspaceFolders: ['/home/one', 'two'] }).roots, ['/home/one', resolve('two')]);
    assert.throws(() => sourceSettings({ workspaceFolders: '/home/one' }), /"workspaceFolders" must be a list/);
  });

  it('says what it does not do yet, and only when asked for it', () => {
    assert.deepEqual(unmetWishes({ children: false, console: 'internalConsole' }), []);
    const told = unmetWishes({ console: 'integratedTerminal' });
    assert.equal(told.length, 1);
    assert.match(told.join('\n'), /"integratedTerminal" is not available yet/);
  });

  it('attaches by process or port, pickers giving text', () => {
    assert.deepEqual(attachTarget({ processId: '42' }), { processId: 42 });
    assert.deepEqual(attachTarget({ port: 9230 }), { host: '127.0.0.1', port: 9230 });
    assert.deepEqual(attachTarget({ port: 9230, address: 'build.example' }), { host: 'build.example', port: 9230 });
    assert.throws(() => attachTarget({ port: 70_000 }), /from 1 to 65535/);
  });
});
