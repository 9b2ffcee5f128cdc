import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InspectorChatter } from '../../../src/cdp/inspector-chatter';

const STDERR = [
  'Debugger listening on ws://127.0.0.1:4321/uuid\nFor help, see: https://nodejs.org/en/docs/inspector\n',
  'warning: Debugger attached. is what Node says\nDebugger attached.\n',
  'Waiting for the database\nDe\nWaiting for the debugger to disconnect...\nlast words',
].join('');
const KEPT = 'warning: Debugger attached. is what Node says\nWaiting for the database\nDe\nlast words';

function filter(chunks: readonly string[]): { text: string; heard: string[] } {
  const heard: string[] = [];
  let text = '';
  const chatter = new InspectorChatter((piece) => (text += Buffer.from(piece).toString()), (url) => heard.push(url));
  for (const chunk of chunks) chatter.push(Buffer.from(chunk));
  chatter.end();
  return { text, heard };
}

describe("toolkit: Node's words about its inspector", () => {
  it('are taken out of what the program says, and their address is heard, however the text is cut', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(STDERR.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), STDERR.length];
        const { text, heard } = filter(places.slice(1).map((end, index) => STDERR.slice(places[index], end)));
        assert.equal(text, KEPT);
        assert.deepEqual(heard, ['ws://127.0.0.1:4321/uuid']);
      }),
    );
  });

  it('do not hold back what is not theirs', () => {
    let text = '';
    const chatter = new InspectorChatter((piece) => (text += Buffer.from(piece).toString()), () => undefined);
    chatter.push(Buffer.from('password: '));
    assert.equal(text, 'password: ');
  });
});
