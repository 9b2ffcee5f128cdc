import assert from 'node:assert/strict';
import { growthPlace, receiverAt, viewMaking, viewUses } from '../../../../src/agent/collections/source-search';

const SOURCE = `const answers = new Map();
// answers.set(in, a comment)
const byKey = {};
let log = '';
export function put(key, value) {
  answers.set(key, value);
  this.lists[key].push(value);
  if (byKey[key] === value) return;
  byKey[key] = value;
  log += value;
}
`;

describe('source search', () => {
  it('reads the container before a call', () => {
    assert.equal(receiverAt(SOURCE, 6, SOURCE.split('\n')[5]!.indexOf('set') + 1), 'answers');
    assert.equal(receiverAt(SOURCE, 7, SOURCE.split('\n')[6]!.indexOf('push') + 1), 'lists[*]');
    assert.equal(receiverAt(SOURCE, 99, 1), null);
  });

  it('finds the line that makes a container grow, by kind', () => {
    assert.equal(growthPlace(SOURCE, 'f', 'answers', 'map')?.line, 6);
    assert.equal(growthPlace(SOURCE, 'f', 'state.byKey', 'dictionary')?.line, 9);
    assert.equal(growthPlace(SOURCE, 'f', 'log', 'string')?.line, 10);
    assert.equal(growthPlace(SOURCE, 'f', 'nothing', 'map'), null);
  });

  it('tells uses of a view from questions about it', () => {
    const source = `let heap = new Uint8Array(memory.buffer);
if (heap.byteLength === 0) heap = new Uint8Array(memory.buffer);
const first = heap[0];
decoder.decode(heap);
for (const byte of this.heap) sum += byte;
heap.set([1], 4);
other.heap2[1] = 3;
`;
    assert.deepEqual(viewUses(source, 'f', 'heap').map(({ line }) => line), [3, 4, 5, 6]);
    assert.equal(viewMaking(source, 'f', 'heap')?.line, 1);
  });
});
