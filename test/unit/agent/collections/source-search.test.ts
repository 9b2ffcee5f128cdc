import assert from 'node:assert/strict';
import { assignmentsOf, growthPlace, keptResult, madeView, offsetOf, receiverAt, viewMaking, viewUses } from '../../../../src/agent/collections/source-search';

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

  it('reads what becomes of a view where it is made', () => {
    const made = (source: string): unknown => {
      const view = madeView(source, source.indexOf('buffer'));
      return view?.kind === 'held' ? [view.owner, view.isDeclared, view.isWhole, view.viewType, source.slice(view.offset, view.offset + 5)] : (view?.kind ?? null);
    };
    assert.deepEqual(made('let a = 1; const view = new Float32Array(memory.buffer, at, 4);'), ['view', true, false, 'Float32Array', 'const']);
    assert.deepEqual(made('this.bytes = new Uint8Array(this.#exports.memory.buffer);'), ['bytes', false, true, 'Uint8Array', 'this.']);
    assert.deepEqual(made('const heap = Buffer.from(memory.buffer);'), ['heap', true, true, 'Buffer', 'const']);
    assert.equal(made('const floats = (at) => new Float32Array(memory.buffer, at, 4);'), 'returned');
    assert.equal(made('return new DataView(memory.buffer);'), 'returned');
    assert.equal(made('const buffer = memory.buffer;'), null);
    assert.equal(made('new Float32Array(memory.buffer, at, 4).fill(1);'), null);
    const call = 'const weights = await glue.floats(at, 4);';
    assert.deepEqual(keptResult(call, call.indexOf('floats')), { kind: 'held', owner: 'weights', isDeclared: true, isWhole: false, viewType: 'view', offset: 0 });
    assert.equal(keptResult('use(floats(at, 4));', 4), null);
  });

  it('counts assignments, and finds offsets', () => {
    assert.equal(assignmentsOf("const view = 1;\nif (view === 2 || view == 3) other.view2 = 4;\nconst f = (view) => view;\n// view = 5", 'view'), 1);
    assert.equal(assignmentsOf('let view = 1; view ??= 2; this.view = 3', 'glue.view'), 3);
    assert.deepEqual([offsetOf('ab\ncd', 2, 2), offsetOf('ab', 3, 1), offsetOf('ab', 1, 99)], [4, null, 2]);
  });
});
