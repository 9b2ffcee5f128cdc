import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { readFileSync } from 'node:fs';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const DEPTH = 4;
const LOAD = `const compiled = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/MODULE'));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { exports: wasm } = new WebAssembly.Instance(compiled, imports);
`;

describe('how one asks for a part of a value', function () {
  this.timeout(60_000);

  /** Everything that unfolds below, as far down as `DEPTH`. */
  async function parts(client: DapClient, variablesReference: number, depth = 0): Promise<DebugProtocol.Variable[]> {
    if (variablesReference === 0 || depth === DEPTH) return [];
    const { variables } = await client.request<{ variables: DebugProtocol.Variable[] }>('variables', { variablesReference });
    const below = await Promise.all(variables.map((variable) => parts(client, variable.variablesReference, depth + 1)));
    return [...variables, ...below.flat()];
  }

  /** Names of the parts that an expression gives otherwise, or not at all. */
  async function misnamed(client: DapClient, frameId: number): Promise<{ all: number; named: DebugProtocol.Variable[]; wrong: string[] }> {
    const { scopes } = await client.request<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId });
    const all = await parts(client, scopes.find(({ name }) => name === 'Locals')!.variablesReference);
    const named = all.filter(({ evaluateName, value }) => evaluateName !== undefined && !/^<(?:optimised out|unreadable)/.test(value));
    const wrong: string[] = [];
    for (const { evaluateName, value } of named) {
      const { result } = await client.request<{ result: string }>('evaluate', { expression: evaluateName, frameId }).catch((error: Error) => ({ result: error.message }));
      if (result !== value) wrong.push(`${evaluateName}: ${result}, not ${value}`);
    }
    return { all: all.length, named, wrong };
  }

  it('is one in the collections, enums and pointers of Rust', async () => {
    const folder = new DebuggeeFolder('values-rust-1.96.wasm.br', 'values.rs');
    try {
      const client = folder.client();
      const places = ['scalars', 'text', 'collections', 'enums', 'pointers', 'closures'];
      const program = `const bytes = require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(__dirname + '/values-rust-1.96.wasm.br'));
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { stop() { debugger; }, keep() {} } });
for (const place of ${JSON.stringify(places)}) wasm[place]?.(42);`;
      await client.launch({ program: folder.write('app.cjs', program) });
      for (const place of places) {
        const { threadId } = await client.stopped();
        const [, frame] = await client.frames(threadId);
        const { all, named, wrong } = await misnamed(client, frame!.id);
        assert.deepEqual(wrong, [], place);
        assert.ok(named.length > all / 2, `${place}: ${named.length} of ${all}`);
        await client.request('continue', { threadId });
      }
    } finally {
      await folder.remove();
    }
  });

  for (const [language, wasm, sourceFile, call, stopsAt, some] of [
    ['C', 'shapes-o0-dwarf5.wasm', 'shapes.c', 'wasm.perimeter(wasm.create(5, 5))', 'return across + down', []],
    ['C', 'shapes-o0-dwarf5.wasm', 'shapes.c', 'wasm.measure_all(wasm.create(5, 5))', 'sum += shape->measure', ['shape->corners[2].y', 'shape->anonymous.inner']],
    ['Rust', 'records-debug.wasm', 'records.rs', 'wasm.measure(12, 36.5)', 'let total = sum(', ['sensor.limits.1', 'sensor.history[1]']],
  ] as const) {
    it(`is an expression that gives it, in ${language}, at ${stopsAt}`, async () => {
      const folder = new DebuggeeFolder(wasm, sourceFile);
      try {
        const client = folder.client();
        const source = folder.file(sourceFile);
        await client.launch({ program: folder.write('app.cjs', `${LOAD.replace('MODULE', wasm)}${call};`) }, { [source]: [lineOf(readFileSync(source, 'utf8'), stopsAt)] });
        const { threadId } = await client.stopped();
        const [top] = await client.frames(threadId);
        const { all, named, wrong } = await misnamed(client, top!.id);
        assert.deepEqual(wrong, []);
        for (const expression of some) assert.ok(named.some(({ evaluateName }) => evaluateName === expression), `${expression} among ${named.map(({ evaluateName }) => evaluateName).join(', ')}`);
        assert.ok(named.length > 5 && named.length > all / 2, `${named.length} of ${all}`);
      } finally {
        await folder.remove();
      }
    });
  }
});
