import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DebuggeeFolder } from '../e2e/debug/debuggee-folder';
import { within } from '../within';
import { rounds } from './rounds';

const SERVICE = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
setInterval(() => { wasm.perimeter(shape); wasm.measure_all(shape); wasm.fibonacci(5); }, 1);`;

const ANSWER_MS = 20_000;

/** Reproducible: SOAK_SEED chooses another course (linear congruential, Numerical Recipes). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('random requests to a live service', function () {
  this.timeout(1_200_000);
  let folder: DebuggeeFolder;
  const rejected: unknown[] = [];
  const onRejected = (reason: unknown): number => rejected.push(reason);
  before(() => process.on('unhandledRejection', onRejected));
  after(async () => {
    process.off('unhandledRejection', onRejected);
    await folder.remove();
  });

  it('are all answered, once; nothing is left over, and memory stays flat', async () => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    const client = folder.client();
    const path = folder.file('shapes.c');
    const lineCount = readFileSync(path, 'utf8').split('\n').length;
    const random = randomNumbers(Number(process.env['SOAK_SEED'] ?? 1));
    const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
    await client.launch({ program: folder.write('service.cjs', SERVICE), workspaceFolders: [folder.path] });
    let frameIds: number[] = [1];
    let references: number[] = [1];
    const breakpoints = (): object[] => Array.from({ length: random(6) }, () => ({ line: 1 + random(lineCount), ...pick([{}, {}, { condition: 'n > 2' }, { hitCondition: '% 3' }, { logMessage: '{n}' }]) }));
    const requests: Record<string, () => object> = {
      setBreakpoints: () => ({ source: { path }, breakpoints: breakpoints() }),
      setFunctionBreakpoints: () => ({ breakpoints: pick([[], [{ name: 'area' }], [{ name: 'fibonacci', condition: 'n == 1' }]]) }),
      setExceptionBreakpoints: () => ({ filters: pick([[], ['all'], ['traps', 'panics'], ['uncaught']]) }),
      breakpointLocations: () => ({ source: { path }, line: 1 + random(lineCount) }),
      continue: () => ({ threadId: 1 }),
      pause: () => ({ threadId: 1 }),
      next: () => ({ threadId: 1, granularity: pick(['line', 'statement', 'instruction']) }),
      stepIn: () => ({ threadId: 1 }),
      stepOut: () => ({ threadId: 1 }),
      stackTrace: () => ({ threadId: 1, startFrame: random(3), levels: random(5) }),
      scopes: () => ({ frameId: pick(frameIds) }),
      variables: () => ({ variablesReference: pick(references), ...pick([{}, { filter: 'indexed', start: random(9), count: random(9) }, { format: { hex: true } }]) }),
      evaluate: () => ({ expression: pick(['shape', 'n + 1', 'shape->corners', '1 +', 'nothing']), frameId: pick(frameIds), context: pick(['watch', 'hover', 'repl', 'clipboard']) }),
      setExpression: () => ({ expression: pick(['total', 'shape->corners[0].x']), value: String(random(9)), frameId: pick(frameIds) }),
      completions: () => ({ text: pick(['sh', 'shape->', 'n + ']), column: 1 + random(8), frameId: pick(frameIds) }),
      readMemory: () => ({ memoryReference: `0x${random(1 << 17).toString(16)}`, count: random(4_096) }),
      stepInTargets: () => ({ frameId: pick(frameIds) }),
      threads: () => ({}),
      modules: () => ({}),
      loadedSources: () => ({}),
      exceptionInfo: () => ({ threadId: 1 }),
      toggleSkipFiles: () => ({}),
      cancel: () => ({ requestId: client.lastSeq }),
    };
    const names = Object.keys(requests);
    const answered = (command: string, args: object): ReturnType<typeof client.ask> => within(ANSWER_MS, () => `${command} ${JSON.stringify(args)}`, client.ask(command, args));
    const count = rounds(20_000);
    let halfway = 0;
    const waiting: Promise<unknown>[] = [];
    for (let round = 0; round < count; round++) {
      const command = pick(names);
      const asked = answered(command, requests[command]!()).then(({ body = {} }) => {
        const { stackFrames, scopes, variables } = body as { stackFrames?: { id: number }[]; scopes?: { variablesReference: number }[]; variables?: { variablesReference: number }[] };
        if (stackFrames?.length) frameIds = stackFrames.map(({ id }) => id);
        const found = (scopes ?? variables)?.map(({ variablesReference }) => variablesReference).filter((reference) => reference > 0);
        if (found?.length) references = found;
      });
      waiting.push(asked);
      // Now one at a time, now many at once.
      if (random(4) > 0 || waiting.length > 12) await Promise.all(waiting.splice(0));
      client.events.splice(0);
      if (round === Math.floor(count / 2)) halfway = process.memoryUsage().heapUsed;
    }
    await Promise.all(waiting);
    assert.deepEqual(rejected, []);
    // In V8's own time the rest is collected: what grows without end would be many times as much.
    assert.ok(process.memoryUsage().heapUsed < halfway * 3 + (64 << 20));
    await client.ask('setBreakpoints', { source: { path }, breakpoints: [] });
    await client.ask('setFunctionBreakpoints', { breakpoints: [] });
    await client.ask('setExceptionBreakpoints', { filters: [] });
    await client.ask('continue', { threadId: 1 });
    assert.equal((await client.ask('pause', { threadId: 1 })).success, true);
    // It stands already where a step had just ended.
    while (!(await client.ask('stackTrace', { threadId: 1 })).success) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
