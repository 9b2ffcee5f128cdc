import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { startProgram } from '../../../src/vscode/start-program';

function startOf(files: Record<string, string>) {
  return startProgram('/w', (path) => files[path]);
}

describe('start program of a folder', () => {
  it('takes the start script, its arguments too', () => {
    const files = { 'package.json': JSON.stringify({ main: 'lib.js', scripts: { start: 'node --enable-source-maps app/serve.mjs --load 3' } }), 'app/serve.mjs': '', 'lib.js': '' };
    assert.deepEqual(startOf(files), { program: join('/w', 'app/serve.mjs'), args: ['--load', '3'] });
  });

  it('leaves a script that needs a shell alone and takes the main file', () => {
    for (const start of ['node app.js && npm run report', 'node build.js | node app.js', 'NODE_ENV=x node app.js', 'node "a b.js"', 'tsx app.ts', 'node $FILE']) {
      const found = startOf({ 'package.json': JSON.stringify({ main: 'lib.js', scripts: { start } }), 'lib.js': '', 'app.js': '' });
      assert.equal(found?.program, join('/w', 'lib.js'), start);
    }
  });

  it('takes what is started after a build', () => {
    const files = { 'package.json': JSON.stringify({ scripts: { start: 'tsc -p . && node dist/server.js --port 0' } }), 'dist/server.js': '' };
    assert.deepEqual(startOf(files), { program: join('/w', 'dist/server.js'), args: ['--port', '0'] });
  });

  it('falls back to usual names, also beside a damaged package.json', () => {
    assert.equal(startOf({ 'package.json': '{', 'server.mjs': '' })?.program, join('/w', 'server.mjs'));
    assert.equal(startOf({ 'package.json': 'null', 'index.js': '' })?.program, join('/w', 'index.js'));
  });

  it('names no file that is not there', () => {
    assert.equal(startOf({ 'package.json': JSON.stringify({ main: 'gone.js', scripts: { start: 'node gone-too.js' } }) }), undefined);
  });
});
