import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/events';
import { JsonSession } from '../../../src/cdp/json-session';
import type { Transport } from '../../../src/cdp/transport';
import { Debuggee } from '../../../src/session/debuggee';
import { diskFolders } from '../../../src/session/disk-folders';
import { SourcePaths } from '../../../src/session/source-paths';

/** A target that answers every command, one turn later. */
class Target implements Transport {
  readonly asked: string[] = [];
  private readonly events = new Emitter<{ message: string; close: string }>();

  send(text: string): void {
    const { id, method } = JSON.parse(text) as { id: number; method: string };
    this.asked.push(method);
    setImmediate(() => {
      if (method === 'Debugger.removeBreakpoint') this.tell('Debugger.paused', { reason: 'instrumentation', data: { scriptId: '1' }, callFrames: [] });
      this.events.emit('message', JSON.stringify({ id, result: { breakpointId: 'instrumentation' } }));
    });
  }

  tell(method: string, params: object): void {
    this.events.emit('message', JSON.stringify({ method, params }));
  }

  onMessage(listener: (text: string) => void): ReturnType<Transport['onMessage']> {
    return this.events.on('message', listener);
  }

  onClose(listener: (why: string) => void): ReturnType<Transport['onClose']> {
    return this.events.on('close', listener);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('leaving a thread', () => {
  it('lets go only after the last pause before a script, even where that script is still being read', async () => {
    const target = new Target();
    const debuggee = new Debuggee({ paths: new SourcePaths(diskFolders), openSymbols: () => new Promise<never>(() => undefined) });
    await debuggee.setBreakpoints('/x.c', [{ path: '/x.c', line: 1 }]);
    await debuggee.addThread(new JsonSession(target), 'main thread');
    target.tell('Debugger.scriptParsed', { scriptId: '1', url: 'wasm://wasm/1', scriptLanguage: 'WebAssembly', endColumn: 8, codeOffset: 8 });
    target.asked.length = 0;
    await debuggee.release();
    assert.deepEqual(target.asked, ['Debugger.removeBreakpoint', 'Debugger.resume', 'Debugger.disable']);
  });
});
