import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../tools';
import { assertRefused, cliPath, runCli } from '../run-cli';

const COMMANDS = ['inspect', 'symbolicate', 'locate', 'scope', 'wat', 'record', 'check', 'report', 'dap'];
const module = join(root, 'test/fixtures/shapes-o0-dwarf5.wasm');

describe('the command line: what is asked', () => {
  it('lists every command, and the options of each', async () => {
    const overview = await runCli(['--help']);
    assert.equal(overview.exitCode, 0);
    for (const name of COMMANDS) {
      assert.match(overview.stdout, new RegExp(`^  wasmscope ${name}\\b`, 'm'));
      const help = await runCli([name, '--help']);
      assert.equal(help.exitCode, 0, name);
      assert.match(help.stdout, new RegExp(`^wasmscope ${name}\\b`));
      assert.equal(help.stderr, '');
    }
  });

  it('without a command shows what there is, and fails', async () => {
    const { exitCode, stdout } = await runCli([]);
    assert.equal(exitCode, 1);
    assert.match(stdout, /wasmscope inspect/);
  });

  it('tells its version', async () => {
    assert.match((await runCli(['--version'])).stdout, /^\d+\.\d+\.\d+\S*\n$/);
  });

  for (const [what, args, reason] of [
    ['a command that is none', ['inspekt', module], /no command 'inspekt'/],
    ['an option that is none', ['inspect', '--verbose', module], /--verbose.*inspect --help/],
    ['an option without its value', ['inspect', module, '--debug-dir'], /--debug-dir/],
    ['no module', ['inspect'], /the module is missing/],
    ['no offset', ['symbolicate', module], /an offset is missing/],
    ['no place', ['locate', module], /FILE:LINE is missing/],
    ['no trace', ['report'], /the trace file is missing/],
    ['what is no offset', ['symbolicate', module, '12q'], /'12q' is no offset/],
    ['what is no place', ['locate', module, 'shapes.c'], /'shapes.c' is no place/],
    ['line 0', ['locate', module, 'shapes.c:0'], /is no place/],
    ['two modules', ['inspect', module, module], /one argument too many/],
    ['a path mapping without =', ['symbolicate', module, '1', '--path-map', '/a'], /is no path mapping/],
    ['nobody to watch', ['check'], /exactly one of/],
    ['two to watch', ['check', '--pid', '1', '--port', '2'], /exactly one of/],
    ['a program without --', ['check', 'app.js'], /stands after --/],
    ['nothing after --', ['record', '--'], /nothing to start/],
    ['what is no duration', ['check', '--for', 'soon', '--', 'node'], /'soon' is no duration/],
    ['a duration beyond all timers', ['check', '--for', '600h', '--', 'node'], /longer than/],
    ['what is no severity', ['check', '--fail-on', 'bad', '--', 'node'], /no severity/],
    ['what is no price', ['check', '--price', 'cpu=1', '--', 'node'], /cpu-hour=N/],
    ['a baseline that is not there', ['check', '--baseline', '/nowhere/known.json', '--', 'node', '-e', '1'], /cannot read the baseline/],
    ['an option whose value looks like one', ['record', '--for', '-5s', '--', 'node'], /--for/],
    ['samples further apart than any program lasts', ['record', '--interval', '1h', '--', 'node', '-e', '1'], /between two samples is 0\.05 ms at least and 1 s at most/],
    ['a profile format that is none', ['record', '-o', 'profile.xyz', '--', 'node', '-e', '1'], /cpuprofile/],
  ] as const) {
    it(`refuses ${what} in one line`, async () => assertRefused(await runCli(args), reason));
  }

  it('leaves quietly when its reader has seen enough', async () => {
    const child = spawn('sh', ['-c', '"$0" "$1" wat "$2" | head -n 1', process.execPath, cliPath, join(root, 'test/fixtures/records-debug.wasm')]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.resume();
    await once(child, 'close');
    assert.equal(stderr, '');
  });
});
