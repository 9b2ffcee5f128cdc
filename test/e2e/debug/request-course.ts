import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { within } from '../../within';
import type { DapClient } from './dap-client';
import type { DebuggeeFolder } from './debuggee-folder';

/** A service that goes through shapes.c all the time. */
export const SERVICE = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
setInterval(() => { wasm.perimeter(shape); wasm.measure_all(shape); wasm.fibonacci(5); }, 1);`;

/** Far beyond what the slowest machine needs for one. */
const ANSWER_MS = 20_000;
const NONSENSE: readonly unknown[] = [null, undefined, -1, 0, 1.5, 1e300, 2 ** 53, '', 'nonsense', '0x', '{"', true, [], {}, [null], { path: 7 }];

/** Requests to a live service, valid and not, in an order that a number chooses: the same number, the same order. */
export class RequestCourse {
  private state: number;
  private frameIds: number[] = [1];
  private references: number[] = [1];
  private readonly path: string;
  private readonly lineCount: number;

  constructor(
    private readonly client: DapClient,
    folder: DebuggeeFolder,
    seed: number,
  ) {
    this.state = seed >>> 0;
    this.path = folder.file('shapes.c');
    this.lineCount = readFileSync(this.path, 'utf8').split('\n').length;
  }

  /** Each is answered once (the client sees to that); fails where one is not. */
  async run(count: number, onRound: (round: number) => void = () => undefined): Promise<void> {
    const commands = Object.keys(this.requests);
    const waiting: Promise<void>[] = [];
    for (let round = 0; round < count; round++) {
      const command = this.pick(commands);
      const valid = this.requests[command]!();
      waiting.push(this.ask(command, this.random(5) === 0 ? this.damaged(valid) : valid));
      // Now one at a time, now many at once.
      if (this.random(4) > 0 || waiting.length > 12) await Promise.all(waiting.splice(0));
      this.client.events.splice(0);
      onRound(round);
    }
    await Promise.all(waiting);
  }

  /** After all that the debugger still does what it is told. */
  async end(): Promise<void> {
    const { client, path } = this;
    await client.request('setBreakpoints', { source: { path }, breakpoints: [] });
    await client.request('setFunctionBreakpoints', { breakpoints: [] });
    await client.request('setExceptionBreakpoints', { filters: [] });
    await client.ask('continue', { threadId: 1 });
    await client.request('pause', { threadId: 1 });
    // It stands already where a step had just ended.
    const standing = async (): Promise<void> => {
      while (!(await client.ask('stackTrace', { threadId: 1 })).success) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await within(ANSWER_MS, () => 'a pause', standing());
  }

  /** Linear congruential (Numerical Recipes). */
  private random(below: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  private pick<T>(values: readonly T[]): T {
    return values[this.random(values.length)]!;
  }

  private async ask(command: string, args: object): Promise<void> {
    const response = await within(ANSWER_MS, () => `${command} ${JSON.stringify(args)}`, this.client.ask(command, args));
    // What is wrong is said in words, not by an engine's own error.
    if (!response.success) assert.doesNotMatch(String(response.message), /undefined|\[object|is not a function|is not iterable|Cannot read/, `${command} ${JSON.stringify(args)}`);
    const { stackFrames, scopes, variables } = (response.body ?? {}) as { stackFrames?: { id: number }[]; scopes?: { variablesReference: number }[]; variables?: { variablesReference: number }[] };
    if (stackFrames?.length) this.frameIds = stackFrames.map(({ id }) => id);
    const found = (scopes ?? variables)?.map(({ variablesReference }) => variablesReference).filter((reference) => reference > 0);
    if (found?.length) this.references = found;
  }

  /** One value anywhere in it replaced by nonsense, or a field added. */
  private damaged(args: object): object {
    const entries: (readonly [string, unknown])[] = [...Object.entries(args), ['extra', 0]];
    const [key, old] = this.pick(entries);
    const isInside = typeof old === 'object' && old !== null && this.random(2) === 0;
    const inside = (): unknown => (Array.isArray(old) ? old.map((each: object) => this.damaged(each)) : this.damaged(old as object));
    return { ...args, [key]: isInside ? inside() : this.pick(NONSENSE) };
  }

  private readonly requests: Readonly<Record<string, () => object>> = {
    setBreakpoints: () => ({ source: { path: this.path }, breakpoints: Array.from({ length: this.random(6) }, () => ({ line: 1 + this.random(this.lineCount), ...this.pick([{}, {}, { condition: 'n > 2' }, { hitCondition: '% 3' }, { logMessage: '{n}' }]) })) }),
    setFunctionBreakpoints: () => ({ breakpoints: this.pick([[], [{ name: 'area' }], [{ name: 'fibonacci', condition: 'n == 1' }]]) }),
    setInstructionBreakpoints: () => ({ breakpoints: this.pick([[], [{ instructionReference: '0x360' }], [{ instructionReference: 'nowhere' }]]) }),
    setExceptionBreakpoints: () => ({ filters: this.pick([[], ['all'], ['traps', 'panics'], ['uncaught']]) }),
    breakpointLocations: () => ({ source: { path: this.path }, line: 1 + this.random(this.lineCount) }),
    continue: () => ({ threadId: 1 }),
    pause: () => ({ threadId: 1 }),
    next: () => ({ threadId: 1, granularity: this.pick(['line', 'statement', 'instruction']) }),
    stepIn: () => ({ threadId: 1 }),
    stepOut: () => ({ threadId: 1 }),
    stackTrace: () => ({ threadId: 1, startFrame: this.random(3), levels: this.random(5) }),
    scopes: () => ({ frameId: this.pick(this.frameIds) }),
    variables: () => ({ variablesReference: this.pick(this.references), ...this.pick([{}, { filter: 'indexed', start: this.random(9), count: this.random(9) }, { format: { hex: true } }]) }),
    setVariable: () => ({ variablesReference: this.pick(this.references), name: this.pick(['n', 'total', 'shape']), value: String(this.random(9)) }),
    evaluate: () => ({ expression: this.pick(['shape', 'n + 1', 'shape->corners', '1 +', 'nothing']), frameId: this.pick(this.frameIds), context: this.pick(['watch', 'hover', 'repl', 'clipboard']) }),
    setExpression: () => ({ expression: this.pick(['total', 'shape->corners[0].x']), value: String(this.random(9)), frameId: this.pick(this.frameIds) }),
    completions: () => ({ text: this.pick(['sh', 'shape->', 'n + ']), column: 1 + this.random(8), frameId: this.pick(this.frameIds) }),
    readMemory: () => ({ memoryReference: `0x${this.random(1 << 17).toString(16)}`, count: this.random(4_096) }),
    writeMemory: () => ({ memoryReference: '0x1fff0', data: Buffer.from('text').toString('base64') }),
    disassemble: () => ({ memoryReference: this.pick(['0x360', '0x0', 'nowhere']), instructionCount: this.random(40), instructionOffset: this.random(9) - 4 }),
    source: () => ({ sourceReference: this.random(3) }),
    stepInTargets: () => ({ frameId: this.pick(this.frameIds) }),
    threads: () => ({}),
    modules: () => ({}),
    loadedSources: () => ({}),
    exceptionInfo: () => ({ threadId: 1 }),
    toggleSkipFiles: () => ({}),
    cancel: () => ({ requestId: this.client.lastSeq }),
    'no such request': () => ({}),
  };
}
