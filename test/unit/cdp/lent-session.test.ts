import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { JsonSession } from '../../../src/cdp/json-session';
import { LentSession } from '../../../src/cdp/lent-session';

/** What a lender would receive, each answered by what `answers` holds for it. */
async function lender(answers: Readonly<Record<string, unknown>>): Promise<{ readonly session: LentSession; readonly received: string[] }> {
  const received: string[] = [];
  const listeners: ((text: string) => void)[] = [];
  const session = new JsonSession({
    send(text) {
      const { id, method } = JSON.parse(text) as { id: number; method: string };
      received.push(method);
      for (const listener of listeners) listener(JSON.stringify({ id, result: answers[method] ?? {} }));
    },
    onMessage(listener) {
      listeners.push(listener);
      return { dispose: () => undefined };
    },
    onClose: () => ({ dispose: () => undefined }),
    close: () => Promise.resolve(),
  });
  return { session: await LentSession.over(session), received };
}

const node = (scriptId: string, url: string): object => ({ id: Number(scriptId), callFrame: { functionName: 'f', scriptId, url, lineNumber: 0, columnNumber: 0 } });

describe('a session that another debugger lends', () => {
  it('asks for the events that its lender sends on only when asked, and leaves switched on what the lender has on', async () => {
    const { session, received } = await lender({});
    await session.send('Profiler.enable');
    await session.send('Profiler.start');
    await session.send('Profiler.disable');
    await session.send('Debugger.enable', {});
    await session.send('Debugger.disable');
    assert.deepEqual(received, ['JsDebug.subscribe', 'Profiler.start']);
  });

  it('announces the modules that profiles have named, and no other scripts', async () => {
    const { session } = await lender({ 'Profiler.stop': { profile: { nodes: [node('7', 'wasm://wasm/1a2b'), node('8', 'file:///main.js'), node('7', 'wasm://wasm/1a2b')] } } });
    const announced: unknown[] = [];
    session.on('Debugger.scriptParsed', ({ scriptId, url, scriptLanguage }) => announced.push([scriptId, url, scriptLanguage]));
    await session.send('Debugger.enable', {});
    assert.deepEqual(announced, []);
    await session.send('Profiler.stop');
    await session.send('Debugger.enable', {});
    assert.deepEqual(announced, [['7', 'wasm://wasm/1a2b', 'WebAssembly']]);
  });
});
