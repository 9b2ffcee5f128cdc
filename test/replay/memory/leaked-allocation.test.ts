import assert from 'node:assert/strict';
import { leakedAllocation } from '../../../src/analysis/memory/leaked-allocation';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import type { TraceFrame } from '../../../src/trace/event';
import type { AllocationSite } from '../../../src/trace/memory-events';
import { findingsOf, jsStack, type Unstamped } from './trace-of';

const even = (count: number): number[] => new Array<number>(12).fill(count / 12);
const early = (count: number): number[] => [count, ...new Array<number>(11).fill(0)];
const late = (count: number): number[] => [...new Array<number>(11).fill(0), count];

function sites(of: Partial<AllocationSite>, more: { calls?: number; elapsedMs?: number; uncollected?: true } = {}): Unstamped {
  const live = of.live ?? 120;
  const site: AllocationSite = { stack: 1, allocations: 500, allocatedBytes: 50_000, live, liveBytes: live * 100, bornByCall: even(live), bornByTime: even(live), unreachable: null, estimated: false, ...of };
  return { kind: 'allocation-sites', instance: 1, module: 'aa', calls: 1_000, elapsedMs: 10_000, ...more, sites: [site] };
}

describe('memory/leaked-allocation', () => {
  it('names the place, exact bytes and blocks, and the growth of the memory', () => {
    const grow: Unstamped = { kind: 'memory-grow', instance: 1, module: 'aa', memory: 0, fromBytes: 65_536, toBytes: 131_072, stack: 0 };
    const [finding, ...others] = findingsOf(leakedAllocation, [jsStack(1, 12), grow, sites({ unreachable: 120 })]);
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.at?.file, finding?.at?.line], ['/app/service.mjs', 12]);
    assert.equal(finding?.evidence['leakedBytes'], 12_000);
    assert.equal(finding?.evidence['leakedBlocks'], 120);
    assert.equal(finding?.evidence['releasedBlocks'], 380);
    assert.equal(finding?.evidence['grownBytes'], 65_536);
    assert.equal(finding?.evidence['exact'], true);
  });

  it('takes sites of one line together, and the last totals alone', () => {
    const second = sites({ stack: 2, live: 60 });
    const [finding, ...others] = findingsOf(leakedAllocation, [jsStack(1, 12), jsStack(2, 12), sites({ live: 12 }), sites({ live: 24 }), second]);
    assert.deepEqual(others, []);
    assert.equal(finding?.evidence['leakedBlocks'], 84);
  });

  it('shows who asked for what is live, the leak marked among the rest', () => {
    const stack: Unstamped = {
      kind: 'stack', id: 3,
      frames: [
        { kind: 'wasm', module: 'aa', functionIndex: 4, function: 'malloc', offset: 40 },
        { kind: 'wasm', module: 'aa', functionIndex: 7, function: 'parse', offset: 70 },
        { kind: 'js', function: 'serve', file: '/app/service.mjs', line: 12, column: 1 },
        { kind: 'js', function: null, file: 'node:internal/main', line: 1, column: 1 },
      ],
    };
    const kept = sites({ stack: 3, live: 60, bornByCall: early(60), bornByTime: early(60) });
    const [finding] = findingsOf(leakedAllocation, [jsStack(1, 40), stack, kept, sites({ live: 120 })]);
    assert.deepEqual(finding?.evidence['liveBytesFlame'], {
      name: 'all live blocks', place: null, value: 18_000, marked: false,
      children: [
        { name: 'handle', place: '/app/service.mjs:40', value: 12_000, marked: true, children: [] },
        { name: 'serve', place: '/app/service.mjs:12', value: 6_000, marked: false, children: [{ name: 'parse', place: null, value: 6_000, marked: false, children: [] }] },
      ],
    });
  });

  it('is at the line of JavaScript that asks for blocks which an export hands out', () => {
    const frames: TraceFrame[] = [{ kind: 'wasm', module: 'aa', functionIndex: 7, function: 'alloc', offset: 70 }, { kind: 'js', function: 'decode', file: '/app/service.mjs', line: 12, column: 1 }];
    const symbols = { framesAt: () => [{ function: 'alloc', linkageName: null, file: '/src/lib.rs', line: 3, column: 1, inlined: false }] } as unknown as ModuleSymbols;
    const placeOf = (site: Partial<AllocationSite>): unknown => {
      const [finding] = findingsOf(leakedAllocation, [{ kind: 'stack', id: 1, frames }, sites({ unreachable: 120, ...site })], symbols);
      return `${finding?.at?.file}:${finding?.at?.line}`;
    };
    assert.equal(placeOf({ handedOut: true }), '/app/service.mjs:12');
    assert.equal(placeOf({}), '/src/lib.rs:3');
  });

  it('is where a function is called that the toolchain dispatches by name', () => {
    const wasm: TraceFrame = { kind: 'wasm', module: 'aa', functionIndex: 7, function: 'greet', offset: 70 };
    const js = (name: string | null, file: string, line: number): TraceFrame => ({ kind: 'js', function: name, file, line, column: 1 });
    const lineOf = (...frames: TraceFrame[]): unknown => findingsOf(leakedAllocation, [{ kind: 'stack', id: 1, frames: [wasm, ...frames] }, sites({ unreachable: 120 })])[0]?.at?.line;
    assert.equal(lineOf(js('ccall', '/app/kernel.js', 616), js(null, '/app/kernel.js', 640), js('handle', '/app/service.mjs', 12)), 12);
    // All in one bundle, or a wrapper that is the user's own.
    assert.equal(lineOf(js('ccall', '/app/bundle.js', 616), js('handle', '/app/bundle.js', 900)), 616);
    assert.equal(lineOf(js('greet', '/app/kernel.mjs', 5), js('handle', '/app/service.mjs', 12)), 5);
  });

  it('takes the parts of leaked objects for evidence of these', () => {
    const object = sites({ unreachable: 120 });
    const parts = sites({ stack: 2, live: 240, liveBytes: 9_000, owner: 1 });
    const partsOfParts = sites({ stack: 3, live: 240, liveBytes: 1_000, owner: 2 });
    const stacks = [jsStack(1, 12), jsStack(2, 20), jsStack(3, 30)];
    const [finding, ...others] = findingsOf(leakedAllocation, [...stacks, object, parts, partsOfParts]);
    assert.deepEqual(others, []);
    assert.equal(finding?.at?.line, 12);
    assert.deepEqual([finding?.evidence['leakedBytes'], finding?.evidence['ownedBlocks'], finding?.evidence['ownedBytes']], [12_000, 480, 10_000]);
    assert.deepEqual(finding?.related.map(({ at }) => at?.line), [20, 30]);
    // Objects that are freed themselves leave their parts to be told of by their own lines.
    assert.deepEqual(findingsOf(leakedAllocation, [...stacks, sites({ live: 5 }), parts]).map(({ at }) => at?.line), [20]);
  });

  const silent: [string, Unstamped[]][] = [
    ['set-up: all blocks are old', [sites({ bornByCall: early(120), bornByTime: early(120) })]],
    ['a ring: all blocks are young', [sites({ bornByCall: late(120), bornByTime: late(120) })]],
    ['what may be garbage that its collector has yet to find', [sites({}, { uncollected: true })]],
    ['a start-up that was busy but short', [sites({ bornByTime: early(120) })]],
    ['what is made one after the other, to be used by calls that come later', [sites({ live: 300, unreachable: 300, bornByCall: [...new Array<number>(10).fill(29), 10, 0] }, { calls: 350 })]],
    ['a few blocks', [sites({ live: 5 })]],
    ['a short program that still holds what it made', [sites({ unreachable: 0 }, { elapsedMs: 300 })]],
    ['an instance that was collected', [sites({}), { kind: 'instance-collected', instance: 1 }]],
  ];
  for (const [what, events] of silent) it(`is silent on ${what}`, () => assert.deepEqual(findingsOf(leakedAllocation, [jsStack(1, 12), ...events]), []));

  it('finds lost blocks of a short program', () => {
    assert.equal(findingsOf(leakedAllocation, [jsStack(1, 12), sites({ unreachable: 118, bornByTime: late(120) }, { elapsedMs: 80 })]).length, 1);
  });

  it('goes by requests where glue calls through a table, and no export call is seen', () => {
    const request: Unstamped = { kind: 'request', operation: 1, durationMs: 1, status: 200, loopback: true };
    const served = (made: (n: number) => number): Unstamped[] => [...Array.from({ length: 48 }, (_, n) => [request, sites({ live: made(n), bornByCall: [0, 120], bornByTime: late(120) }, { calls: 1 })]).flat()];
    assert.equal(findingsOf(leakedAllocation, [jsStack(1, 12), ...served((n) => n + 10)]).length, 1);
    assert.deepEqual(findingsOf(leakedAllocation, [jsStack(1, 12), ...served((n) => Math.min(n * 5, 40))]), []);
  });

  it('objects of a class in generated glue are made where the program makes them', () => {
    const made: Unstamped = { kind: 'instantiate', module: 'aa', instance: 1, api: 'instantiate', durationMs: 1, stack: 2, operation: 0 };
    const stack: Unstamped = {
      kind: 'stack', id: 3,
      frames: [
        { kind: 'wasm', module: 'aa', functionIndex: 4, function: null, offset: 40 },
        { kind: 'js', function: 'constructor$Tensor', file: '', line: 8, column: 10 },
        { kind: 'js', function: null, file: '/app/glue.cjs', line: 300, column: 3 },
        { kind: 'js', function: 'Tensor', file: '', line: 4, column: 34, constructs: true },
        { kind: 'js', function: 'handle', file: '/app/service.mjs', line: 12, column: 3 },
      ],
    };
    const [finding] = findingsOf(leakedAllocation, [jsStack(2, 700, '/app/glue.cjs'), made, stack, sites({ stack: 3 })]);
    assert.deepEqual([finding?.rule, finding?.at?.file, finding?.at?.line, finding?.evidence['class']], ['memory/unfreed-object', '/app/service.mjs', 12, 'Tensor']);
    assert.deepEqual(finding?.related, []);
  });

  it('a function that a constructor calls in the same file as its maker is the cause itself', () => {
    const stack: Unstamped = {
      kind: 'stack', id: 3,
      frames: [
        { kind: 'wasm', module: 'aa', functionIndex: 4, function: null, offset: 40 },
        { kind: 'js', function: 'decode', file: '/app/service.mjs', line: 5, column: 10 },
        { kind: 'js', function: 'Job', file: '/app/service.mjs', line: 9, column: 3, constructs: true },
        { kind: 'js', function: 'handle', file: '/app/service.mjs', line: 12, column: 3 },
      ],
    };
    const [finding] = findingsOf(leakedAllocation, [stack, sites({ stack: 3 })]);
    assert.deepEqual([finding?.rule, finding?.at?.line], ['memory/leaked-allocation', 5]);
  });
});
