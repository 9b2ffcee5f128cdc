import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installedPackages } from '../../installed-packages';
import { root } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const MEASURES = `const { instance: { exports: wasm } } = await WebAssembly.instantiate(readFileSync(__dirname + '/shapes-o0-dwarf5.wasm'), {});
  if (wasm.perimeter(wasm.create(5, 5)) !== 30) throw new Error('measured wrongly');`;
const PLAIN = `const { readFileSync } = require('node:fs');
it('measures', async () => {
  ${MEASURES}
});`;
const MODULE = `import { readFileSync } from 'node:fs';
import { it } from 'vitest';
it('measures', async () => {
  ${MEASURES.replaceAll('__dirname', 'import.meta.dirname')}
});`;

/** Two test files each, so that a runner that has several processes or threads makes use of them. */
const RUNNERS: Record<string, { readonly command: readonly string[]; readonly file: string; readonly text: string }> = {
  mocha: { command: ['mocha', '--timeout', '0', '.'], file: 'spec.cjs', text: PLAIN },
  'mocha, in processes of its own': { command: ['mocha', '--parallel', '--jobs', '2', '--timeout', '0', '.'], file: 'spec.cjs', text: PLAIN },
  'vitest, in child processes': { command: ['vitest', 'run', '--pool=forks', '--test-timeout=0'], file: 'test.mjs', text: MODULE },
  'vitest, in worker threads': { command: ['vitest', 'run', '--pool=threads', '--test-timeout=0'], file: 'test.mjs', text: MODULE },
  'jest, in contexts of its own': { command: ['jest', '--runInBand'], file: 'test.js', text: PLAIN },
  'jest, in child processes': { command: ['jest', '--maxWorkers=2'], file: 'test.js', text: PLAIN },
};

describe('debugging tests through their runner', function () {
  this.timeout(120_000);
  let modules: string;
  before(function () {
    modules = join(dirname(installedPackages(this, 'test-runners', ['vitest@3.2.4', 'jest@29.7.0'])), 'node_modules');
  });

  for (const [name, { command: [runner, ...args], file, text }] of Object.entries(RUNNERS)) {
    it(`stops at a line of C in every test file: ${name}`, async () => {
      const folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      try {
        symlinkSync(modules, folder.file('node_modules'));
        folder.write('package.json', '{ "jest": { "transform": {}, "watchman": false } }');
        for (const each of ['one', 'two']) folder.write(`${each}.${file}`, text);
        const source = folder.file('shapes.c');
        const line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
        const client = folder.client();
        const bin = join(runner === 'mocha' ? join(root, 'node_modules') : modules, '.bin', runner!);
        await client.launch({ runtimeExecutable: bin, runtimeArgs: args, cwd: folder.path }, { [source]: [line] });
        const stops: string[] = [];
        for (let stop = await client.stoppedOrEnded(); stop; stop = await client.stoppedOrEnded()) {
          const threadId = stop['threadId'] as number;
          const [top, caller] = await client.frames(threadId);
          stops.push(`${top?.name}:${top?.line} called in ${caller?.source?.path?.slice(folder.path.length + 1)}`);
          await client.request('continue', { threadId });
        }
        assert.deepEqual(stops.sort(), ['one', 'two'].map((each) => `create:${line} called in ${each}.${file}`), client.output());
        assert.match(client.output('console'), /exit code 0/);
      } finally {
        await folder.remove();
      }
    });
  }
});
