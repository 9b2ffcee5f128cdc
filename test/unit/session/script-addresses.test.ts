import assert from 'node:assert/strict';
import { ScriptAddresses } from '../../../src/session/script-addresses';
import type { SourceFolders } from '../../../src/session/source-paths';

const FILES = new Set(['/srv/app.js', '/srv/index.html', '/srv/a b/ü.js', '/lib/x.js', '/etc/passwd']);
const disk: SourceFolders = { isFile: (path) => FILES.has(path), list: () => [] };

describe('session: addresses of scripts', () => {
  const addresses = new ScriptAddresses(disk);
  addresses.addSite('http://localhost:8080', '/srv');
  addresses.addSite('http://localhost:8080/vendor/', '/lib');
  const finds = (url: string, path: string): boolean => {
    const locator = addresses.locatorOf(path);
    return 'url' in locator ? locator.url === url : new RegExp(locator.urlRegex).test(url);
  };

  it('lead to files, whatever follows the path', () => {
    assert.equal(addresses.pathOf('http://localhost:8080/app.js?v=1#x'), '/srv/app.js');
    assert.equal(addresses.pathOf('http://localhost:8080/'), '/srv/index.html');
    assert.equal(addresses.pathOf('http://localhost:8080/a%20b/%C3%BC.js'), '/srv/a b/ü.js');
    assert.equal(addresses.pathOf('http://localhost:8080/vendor/x.js'), '/lib/x.js');
    assert.equal(addresses.pathOf('file:///anywhere/y.js'), '/anywhere/y.js');
  });

  it('never lead out of the folder, nor to what is not there', () => {
    for (const url of ['http://localhost:8080/..%2fetc/passwd', 'http://localhost:8080/%2e%2e/etc/passwd', 'http://localhost:8080/none.js', 'http://localhost:80801/app.js', 'http://elsewhere/app.js', 'http://localhost:8080/%zz', 'wasm://wasm/1234', '']) assert.equal(addresses.pathOf(url), null, url);
  });

  it('are found again by the file', () => {
    assert.deepEqual(addresses.locatorOf('/elsewhere/z.js'), { url: 'file:///elsewhere/z.js' });
    for (const url of ['http://localhost:8080/app.js', 'http://localhost:8080/app.js?v=2', 'file:///srv/app.js']) assert.ok(finds(url, '/srv/app.js'), url);
    for (const url of ['http://localhost:8080/appXjs', 'http://localhost:8080/app.js.map', 'http://other:8080/app.js']) assert.ok(!finds(url, '/srv/app.js'), url);
    assert.ok(finds('http://localhost:8080/', '/srv/index.html'));
    assert.ok(finds('http://localhost:8080/a%20b/%C3%BC.js', '/srv/a b/ü.js'));
  });
});
