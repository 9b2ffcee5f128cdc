import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugContext } from '../../../src/adapter/debug-context';
import { moduleProgress } from '../../../src/adapter/module-progress';
import { Emitter } from '../../../src/base/events';
import type { DebuggeeEvents } from '../../../src/session/debuggee';
import { ModuleLoading } from '../../../src/session/module-loading';

describe('progress of large modules', () => {
  let events: Emitter<DebuggeeEvents>;
  let sent: DebugProtocol.Event[];
  let said: string[];
  let cancel: (args: DebugProtocol.CancelArguments) => unknown;

  function start(clientShowsProgress: boolean): void {
    events = new Emitter();
    [sent, said] = [[], []];
    const context = { clientShowsProgress, debuggee: { events }, send: (event: DebugProtocol.Event) => sent.push(event), say: (text: string) => said.push(text) };
    cancel = moduleProgress(context as unknown as DebugContext)['cancel'] as typeof cancel;
  }

  it('is told from beginning to end', async () => {
    start(true);
    const loading = new ModuleLoading('wasm://wasm/1', 115_486_283);
    events.emit('loading', loading);
    loading.events.emit('stage', 'fetched from the program');
    loading.end();
    await loading.done;
    const { progressId } = sent[0]!.body as { progressId: string };
    assert.deepEqual(sent.map(({ event, body }) => [event, body as unknown]), [
      ['progressStart', { progressId, title: 'WebAssembly module of 115 MB', cancellable: true }],
      ['progressUpdate', { progressId, message: 'is being fetched from the program' }],
      ['progressEnd', { progressId }],
    ]);
  });

  it('is cancelled by its number alone', () => {
    start(true);
    const [one, two] = [new ModuleLoading('one', 2e6), new ModuleLoading('two', 3e6)];
    const cancelled: string[] = [];
    for (const loading of [one, two]) {
      events.emit('loading', loading);
      loading.events.on('cancelled', () => cancelled.push(loading.url));
    }
    cancel({ progressId: (sent[1]!.body as { progressId: string }).progressId });
    cancel({ progressId: 'none' });
    cancel({ requestId: 4 });
    assert.deepEqual(cancelled, ['two']);
    assert.deepEqual(said, ['The debug information of two is not used in this session: reading it was cancelled.']);
  });

  it('is not told to a client that shows none', () => {
    start(false);
    events.emit('loading', new ModuleLoading('one', 2e6));
    assert.deepEqual(sent, []);
  });
});
