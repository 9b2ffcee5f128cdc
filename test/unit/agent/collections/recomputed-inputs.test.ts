import assert from 'node:assert/strict';
import { RecomputedInputs } from '../../../../src/agent/collections/recomputed-inputs';
import type { AgentHost, BoundaryFunction } from '../../../../src/agent/probe';

const TEXT_AT = 2_048;

/** One instance with a memory, and an operation that is chosen. */
function setUp({ imports = [] as { kind: string }[] } = {}) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const state = { operation: 1, finish: (_operation: number): void => undefined, readBuffer: (): void => undefined };
  const host = {
    now: () => 0,
    operations: { current: () => state.operation, onFinish: (listener: (operation: number) => void) => (state.finish = listener) },
    wasm: { buffers: { onMemory: (listener: (buffer: ArrayBufferLike, hook: Function) => void) => (state.readBuffer = () => listener(memory.buffer, state.readBuffer)) } },
  } as unknown as AgentHost;
  const inputs = new RecomputedInputs(host);
  const instance = { memories: () => [memory], compiled: { module: { imports } } };
  const hooksOf = (name: string) => inputs.hooksFor({ instance, name, type: undefined } as unknown as BoundaryFunction);
  const call = (name: string, args: readonly unknown[], result: unknown = 0): void => {
    const hooks = hooksOf(name);
    hooks.leave!(result, hooks.enter!(args));
  };
  const callWithText = (text: string): void => {
    new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, TEXT_AT));
    call('answer', [TEXT_AT, text.length]);
  };
  return { inputs, state, call, callWithText };
}

describe('what Wasm computes again', () => {
  it('is the same bytes at an address, on account of the container that did not know them', () => {
    const { inputs, callWithText } = setUp();
    const [cache, other] = [inputs.account(), inputs.account()];
    for (const text of ['one', 'two', 'one', 'one']) {
      cache.miss(text === 'two', text);
      callWithText(text);
      cache.insertion(1);
      other.insertion(1);
    }
    assert.deepEqual(cache.take(), { recomputed: 2, evicted: 0, recomputeMs: 0, distinctInputs: 2 });
    assert.equal(cache.take().recomputed, 0);
    assert.equal(other.take().recomputed, 0);
  });

  it('counts by operation, also where the outcome is promised first', () => {
    const { inputs, state, callWithText } = setUp();
    const cache = inputs.account();
    for (const operation of [1, 2]) {
      state.operation = operation;
      cache.miss(true, undefined);
      cache.insertion(Promise.resolve());
    }
    for (const operation of [1, 2]) {
      state.operation = operation;
      callWithText('the same');
    }
    assert.equal(cache.take().recomputed, 0);
    for (const operation of [1, 2]) state.finish(operation);
    const { recomputed, evicted } = cache.take();
    assert.deepEqual({ recomputed, evicted }, { recomputed: 1, evicted: 1 });
  });

  it('counts where the container is asked once more before it is given what was computed', () => {
    const { inputs, callWithText } = setUp();
    const cache = inputs.account();
    for (const text of ['one', 'two', 'one']) {
      cache.miss(false, text);
      callWithText(text);
      cache.miss(false, text);
      cache.insertion(1);
    }
    assert.equal(cache.take().recomputed, 1);
  });

  it('is not what is computed after something else was put in', () => {
    const { inputs, callWithText } = setUp();
    const users = inputs.account();
    for (let round = 0; round < 3; round++) {
      users.miss(false, undefined);
      users.insertion({ since: round });
      callWithText('the same');
    }
    assert.equal(users.take().recomputed, 0);
  });

  it('is told by numbers alone where nothing else can be given, and only with the same result', () => {
    const computed = (prepare: (test: ReturnType<typeof setUp>) => void, results: readonly number[], options = {}): number => {
      const test = setUp(options);
      prepare(test);
      const cache = test.inputs.account();
      for (const result of results) {
        cache.miss(false, undefined);
        test.call('answer', [7], result);
        cache.insertion(result);
      }
      return cache.take().recomputed;
    };
    assert.equal(computed(() => undefined, [5, 5, 5]), 2);
    assert.equal(computed(() => undefined, [5, 6, 7]), 0);
    assert.equal(computed(({ state }) => state.readBuffer(), [5, 5, 5]), 0);
    assert.equal(computed(() => undefined, [5, 5, 5], { imports: [{ kind: 'func' }] }), 0);
  });
});
