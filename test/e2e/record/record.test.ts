import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { nodeTimes, sampledMs } from '../../../src/profile/profile';
import { record, type RecordOptions, type RecordResult } from '../../../src/toolkit/record';
import { nodeBinaries, root } from '../../tools';
import { Service, fixtures, lineOf, servicePath } from './service';

const PATHS = { pathMap: [{ from: '/fixtures', to: fixtures }] };

function launch(node: string, ...args: string[]): RecordOptions['target'] {
  return { kind: 'launch', argv: [node, servicePath, ...args], cwd: root, env: process.env };
}

/** scramble is hot.c's hottest function by construction; nothing else is asked of the numbers. */
function assertHot({ summary, profile }: RecordResult): void {
  const [first] = summary.functions.filter(({ class: kind }) => kind === 'wasm');
  assert.equal(first?.function, 'scramble');
  assert.deepEqual([first.file, first.line], [join(fixtures, 'hot.c'), lineOf('scramble')]);
  assert.ok(summary.functions.some(({ function: name, line }) => name === 'handle' && line === lineOf('handle')), 'callers are there');
  assert.deepEqual(summary.lines.find(({ file }) => file === first.file), { file: first.file, line: first.line, selfMs: first.selfMs, estimate: true });
  const sampled = sampledMs(profile);
  const classes = Object.values(summary.classesMs).reduce((sum, ms) => sum + ms, 0);
  assert.ok(Math.abs(classes - sampled) < 0.1, 'the classes add up to all that was sampled');
  assert.ok(Math.abs(nodeTimes(profile).totalMs[0]! - sampled) < 0.1, 'and so does the tree');
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

for (const node of nodeBinaries()) {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

  describe(`record on Node ${version}`, () => {
    let service: Service | undefined;
    afterEach(async () => {
      await service?.end();
      service = undefined;
    });

    it('names the hot function of a launched program with its file and line, to its end', async () => {
      let output = '';
      const result = await record({ target: launch(node, '--load', '1500'), ...PATHS, onOutput: (text) => (output += Buffer.from(text).toString()) }).result;
      assertHot(result);
      assert.equal(result.summary.mode, 'launch');
      assert.deepEqual(result.profile.modules.map(({ evidence }) => evidence), ['bytes'], 'the module is proven');
      assert.deepEqual(result.end, { exitCode: 0, signal: null });
      assert.match(output, /^listening on \d+\n$/, 'nothing but what the program says itself');
      assert.deepEqual(result.warnings, []);
    });

    it('keeps the recording of a program that calls process.exit, and its exit code', async () => {
      const result = await record({ target: launch(node, '--load', '1000', '--exit'), ...PATHS }).result;
      assertHot(result);
      assert.equal(result.end.exitCode, 3);
    });

    it('ends a launched service when the time is up or the user cancels, with all that was recorded', async () => {
      const timed = await record({ target: launch(node, '--load', '600000'), durationMs: 1_000, ...PATHS }).result;
      assertHot(timed);
      const deed = record({ target: launch(node, '--load', '600000'), ...PATHS });
      deed.onProgress(({ message }) => {
        if (/^recording, [1-9]/.test(message)) deed.cancel();
      });
      const cancelled = await deed.result;
      assertHot(cancelled);
      assert.ok(cancelled.end.exitCode !== null || cancelled.end.signal !== null, 'the program is gone');
    });

    it('keeps functions apart where asked, on every version of V8', async () => {
      const { summary } = await record({ target: launch(node, '--load', '500'), withoutInlining: true, ...PATHS }).result;
      assert.equal(summary.inliningOn, false);
      assert.ok(summary.functions.some(({ function: name }) => name === 'tally'));
    });

    it('records worker threads beside the main thread', async () => {
      const target = { kind: 'launch', argv: [node, join(root, 'test/fixtures/record/workers.mjs'), '3000'], cwd: root, env: process.env } as const;
      const result = await record({ target, durationMs: 2_000, ...PATHS }).result;
      assertHot(result);
      const { nodes, frames } = result.profile;
      const threads = [...nodes.frame].filter((_, node) => nodes.parent[node] === 0).map((frame) => frames[frame]!.function);
      assert.deepEqual(threads, ['(thread main)', '(thread worker 1)', '(thread worker 2)']);
    });

    it('attaches by pid, answers every request throughout, and leaves no inspector open', async () => {
      // A port of its own: the usual one may be taken on this machine.
      service = await Service.start(node, ['--inspect-port=0']);
      service.load();
      const result = await record({ target: { kind: 'pid', pid: service.pid }, durationMs: 2_500, ...PATHS }).result;
      assertHot(result);
      assert.equal(result.summary.mode, 'attach');
      await service.rest();
      assert.equal(await service.ask(), 200);
      assert.equal(await isListening(service.inspectorPort!), false);
    });

    it('says that the figures are distorted where another client is connected', async () => {
      service = await Service.start(node, ['--inspect=127.0.0.1:0']);
      service.load();
      const other = connect(service.inspectorPort!, '127.0.0.1');
      await once(other, 'connect');
      const { summary, warnings } = await record({ target: { kind: 'port', host: '127.0.0.1', port: service.inspectorPort! }, durationMs: 500, ...PATHS }).result;
      other.destroy();
      await service.rest();
      assert.equal(summary.distorted, true);
      assert.ok(warnings.some((line) => /1\.3 to 5 times slower/.test(line)), warnings.join('\n'));
      const alone = await record({ target: { kind: 'port', host: '127.0.0.1', port: service.inspectorPort! }, durationMs: 500, ...PATHS }).result;
      assert.equal(alone.summary.distorted, false);
    });

    it('finds the module file beside the program, without the debugger', async () => {
      service = await Service.start(node, ['--inspect=127.0.0.1:0']);
      service.load();
      const target = { kind: 'port', host: '127.0.0.1', port: service.inspectorPort! } as const;
      const result = await record({ target, durationMs: 1_000, debuggerWindow: false, modulePaths: [join(fixtures, 'hot.wasm')], ...PATHS }).result;
      assertHot(result);
      assert.deepEqual(result.profile.modules.map(({ evidence, file }) => [evidence, file]), [['functions', join(fixtures, 'hot.wasm')]]);
      await service.rest();
      assert.equal(await isListening(service.inspectorPort!), true, 'a port that was open before stays open');
    });

    it('keeps what was recorded of a service that is killed', async () => {
      service = await Service.start(node, ['--inspect=127.0.0.1:0']);
      const { child } = service;
      const target = { kind: 'port', host: '127.0.0.1', port: service.inspectorPort! } as const;
      service.load();
      const deed = record({ target, durationMs: 60_000, modulePaths: [join(fixtures, 'hot.wasm')], ...PATHS });
      // Slices are two seconds long: after three seconds one is complete and another has begun.
      deed.onProgress(({ message }) => {
        if (/^recording, [3-9]/.test(message)) child.kill('SIGKILL');
      });
      assertHot(await deed.result);
    });
  });
}
