import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { record } from '../../../src/toolkit/record';
import { textToModule } from '../../fixtures/text-to-module';
import { parseReport, runCli } from '../run-cli';

const PROGRAM = `import { readFileSync } from 'node:fs';

interface Exports {
  seek(step: number): number;
}

/** Takes no part in what is compiled, but for the lines that it takes. */
type Lookup = (id: number) => Promise<number>;

const lookup: Lookup = async (id) => id * 2; // FOUND

async function burn(milliseconds: number): Promise<number> {
  let sum: number = 0;
  for (const end = Date.now() + milliseconds; Date.now() < end; ) for (let i = 0; i < 1e5; i++) sum += i % 7;
  return sum;
}

const bytes = readFileSync(new URL('lookup.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes, { env: { lookup } });
const { seek } = instance.exports as unknown as Exports;
for (let step = 0; step < 3; step++) console.log(seek(step));
await burn(Number(process.argv[2] ?? 1));
`;

const MODULE = '(module (import "env" "lookup" (func $lookup (param i32) (result i32))) (func (export "seek") (param i32) (result i32) (call $lookup (local.get 0))))';

describe('programs that were TypeScript', function () {
  this.timeout(60_000);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasmscope-ts-')));
  const source = join(folder, 'src', 'app.ts');
  const line = (text: string): number => PROGRAM.split('\n').findIndex((each) => each.includes(text)) + 1;
  before(async () => {
    for (const sub of ['src', 'out']) mkdirSync(join(folder, sub));
    const { code, map } = transformSync(PROGRAM, { loader: 'ts', sourcemap: 'external', sourcefile: '../src/app.ts', minifyWhitespace: true, format: 'esm' });
    writeFileSync(source, PROGRAM);
    writeFileSync(join(folder, 'out', 'app.mjs'), `${code}//# sourceMappingURL=app.mjs.map\n`);
    writeFileSync(join(folder, 'out', 'app.mjs.map'), map);
    writeFileSync(join(folder, 'out', 'lookup.wasm'), await textToModule(MODULE));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('have findings at their TypeScript lines', async () => {
    const report = parseReport(await runCli(['check', '--json', '--', process.execPath, join(folder, 'out', 'app.mjs')]));
    const [finding] = report.findings.filter(({ rule }) => rule === 'async/promise-as-value');
    assert.deepEqual([finding?.at?.file, finding?.at?.line], [source, line('FOUND')], JSON.stringify(report.findings));
  });

  it('have profiles of TypeScript functions', async () => {
    const target = { kind: 'launch', argv: [process.execPath, join(folder, 'out', 'app.mjs'), '600'], cwd: folder, env: process.env } as const;
    const { profile } = await record({ target }).result;
    const burn = profile.frames.find((frame) => frame.function === 'burn');
    assert.deepEqual([burn?.file, burn?.line, burn?.class], [source, line('function burn'), 'js']);
  });
});
