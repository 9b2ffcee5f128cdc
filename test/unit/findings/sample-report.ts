import type { Finding, Report } from '../../../src/findings/finding';

/** A report with something of everything that exporters have to show; its numbers are invented. */
export const ROOT = '/home/me/service';

export const leak: Finding = {
  rule: 'memory/leaked-allocation',
  severity: 'error',
  message: 'Row buffers allocated in fetch_rows() are never freed when the query fails: 38.4 MB in 8 s',
  at: { file: `${ROOT}/src/rows.c`, line: 41, column: 17, function: 'fetch_rows' },
  related: [{ message: 'the error path that returns without freeing', at: { file: `${ROOT}/src/rows.c`, line: 58, column: 5, function: 'fetch_rows' } }],
  evidence: {
    leakedBytes: 38_400_000,
    allocations: 600,
    leakedBytesPerRequest: 64_000,
    growthEvents: 586,
    memoryBytesSeries: Array.from({ length: 60 }, (_, i) => [i * 136, 16_777_216 + Math.floor(i / 3) * 1_966_080]),
    sites: [
      { function: 'fetch_rows', liveBytes: 38_400_000, count: 600 },
      { function: 'top_k', liveBytes: 0, count: 0 },
    ],
  },
  remedy: 'Free the buffer on the error path too: goto the cleanup at the end of fetch_rows().',
  cost: { gbSeconds: 0.154, money: { perObservedTime: 0.0000021, perMonth: 18.2, currency: 'EUR' } },
};

export const overlap: Finding = {
  rule: 'async/overlapping-call',
  severity: 'error',
  message: 'Two requests were inside one instance of tokenizer.wasm at the same time, 214 times',
  at: { file: `${ROOT}/server.mjs`, line: 72, column: 24, function: 'stream' },
  related: [{ message: 'the operation that was still open', at: { file: `${ROOT}/server.mjs`, line: 66, column: 20, function: 'stream' } }],
  evidence: { overlaps: 214, operations: 380, overlapShare: 0.563, longestMs: 48.25 },
  remedy: 'Give each request its own instance, or let requests wait for each other in a queue.',
};

export const misses: Finding = {
  rule: 'cache/miss-rate',
  severity: 'warning',
  message: 'The answer cache never hits: its key changes with every request',
  at: { file: `${ROOT}/cache.mjs`, line: 19, column: 0, function: null },
  related: [],
  evidence: { lookups: 900, missRate: 1, recomputedMs: 4_180, sameInputs: 12 },
  remedy: 'Leave the timestamp out of the key.',
  cost: { cpuSeconds: 4.18 },
};

export const highWater: Finding = {
  rule: 'memory/high-water',
  severity: 'note',
  message: 'Linear memory keeps 96 MB after a single large request',
  at: null,
  related: [],
  evidence: { memoryBytes: 96_468_992 },
  remedy: 'Nothing to mend; make a new instance if the memory is needed elsewhere.',
};

export const sampleReport: Report = {
  tool: 'wasmscope',
  version: '0.1.0',
  target: { pid: 41_233, command: 'node server.mjs --load', nodeVersion: 'v22.23.3', exitCode: 0, signal: null },
  mode: 'launch',
  startedAt: '2026-03-04T10:20:30.000Z',
  durationMs: 8_160,
  modules: [
    { name: 'rows.wasm', hash: '0123456789abcdef', bytes: 184_320, file: `${ROOT}/build/rows.wasm`, debugInfo: ['dwarf', 'names'], instances: 1, compiles: 1 },
    { name: 'tokenizer.wasm', hash: 'fedcba9876543210', bytes: 2_210_441, file: null, debugInfo: [], instances: 4, compiles: 12 },
  ],
  findings: [highWater, misses, overlap, leak],
  notObserved: [
    { rule: 'memory/use-after-free', why: 'not implemented' },
    { rule: 'memory/fragmentation', why: 'not implemented' },
    { rule: 'cache/sync-compile', why: 'modules compiled before the attachment cannot be seen' },
  ],
  notes: ['another debugger is connected to port 9229 as well'],
  dropped: { stacks: 12 },
  cost: {
    cpuSeconds: 6.4, gbSeconds: 0.61, requests: 900, currency: 'EUR',
    rows: [
      { rule: 'cache/miss-rate', cpuSeconds: 4.18, gbSeconds: 0, money: 0.00004 },
      { rule: 'memory/leaked-allocation', cpuSeconds: 0, gbSeconds: 0.154, money: 0.0000021 },
    ],
  },
};

/** A name that tries to break out of every format at once. */
export const HOSTILE = `</script></style><img src=x onerror="alert('1')">\u202e\u001b[31m|a\`b\`|@everyone [x](javascript:alert(1)) \${1} &amp; "quoted"`;

export const hostileReport: Report = {
  ...sampleReport,
  target: { pid: null, command: HOSTILE, nodeVersion: HOSTILE, exitCode: null, signal: HOSTILE },
  modules: [{ name: HOSTILE, hash: HOSTILE, bytes: 1, file: HOSTILE, debugInfo: [HOSTILE], instances: 1, compiles: 1 }],
  findings: [{
    ...leak,
    message: HOSTILE, remedy: HOSTILE,
    at: { file: HOSTILE, line: 1, column: 1, function: HOSTILE },
    related: [{ message: HOSTILE, at: { file: HOSTILE, line: 1, column: 1, function: HOSTILE } }],
    evidence: { [HOSTILE]: HOSTILE, list: [HOSTILE], table: [{ [HOSTILE]: HOSTILE }], [`${HOSTILE}Series`]: [[0, 1], [1, 2]], [`${HOSTILE}Marks`]: [[1, HOSTILE]], [`${HOSTILE}Timeline`]: [{ name: HOSTILE, startMs: 0, endMs: 1, calls: [[0, 1, 2]] }],
      [`${HOSTILE}Histogram`]: [[0, 1, 2]], [`${HOSTILE}Flame`]: { name: HOSTILE, place: `${HOSTILE}:1`, value: 2, marked: true, children: [{ name: HOSTILE, place: HOSTILE, value: 1, marked: true, children: [] }] } },
    cost: { cpuSeconds: 1, money: { perObservedTime: 1, perMonth: 1, currency: HOSTILE } },
  }],
  notObserved: [{ rule: 'cache/debug-build', why: HOSTILE }],
  notes: [HOSTILE],
  dropped: { [HOSTILE]: 1 },
  cost: { cpuSeconds: 1, gbSeconds: 1, requests: 1, currency: HOSTILE, rows: [] },
};
