import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { pageOf } from '../../../src/vscode/page-scripts';

const LOADS = `const { instance } = await WebAssembly.instantiateStreaming(fetch('kernel.wasm'));`;
const pages = new Map([['site/index.html', `<!doctype html><script>let a</script><script type="module" src="./main.js?v=3"></script>\n<SCRIPT SRC=/lib/glue.js></SCRIPT>`], ['about.html', '<p>']]);

describe('the page that runs a script', () => {
  it('is the one that loads it', () => {
    assert.equal(pageOf('site/main.js', LOADS, pages), 'site/index.html');
    assert.equal(pageOf('site/lib/glue.js', LOADS, pages), 'site/index.html');
    assert.equal(pageOf('main.js', LOADS, pages), undefined);
  });

  it('is none for what runs in Node as well', () => {
    for (const text of [`import { readFile } from 'node:fs/promises';`, `const fs = require('fs');`, 'var ENVIRONMENT_IS_NODE = true;', 'start(process.argv[2]);']) assert.equal(pageOf('site/main.js', text, pages), undefined, text);
  });
});
