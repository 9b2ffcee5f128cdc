import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedPackages } from '../../installed-packages';
import { runCli } from '../run-cli';
import { fixtures, lineOf, servicePath } from './service';

const PACKAGES = ['speedscope@1.25.0', 'ajv@8.20.0', '@datadog/pprof@5.20.0'];

/** A program that profiles itself with @datadog/pprof, as its users do; run from where the package is. */
const SELF_PROFILED = `
const pprof = require('@datadog/pprof');
const { readFileSync, writeFileSync } = require('node:fs');
(async () => {
  const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
  pprof.time.start({ intervalMicros: 1000 });
  // Until the kernel has had half a second of processor time, however busy the machine is.
  while (process.cpuUsage().user < 500_000) instance.exports.handle(500_000);
  writeFileSync(process.argv[3], await pprof.encode(pprof.time.stop()));
})();
`;

interface Ajv {
  compile(schema: unknown): ((value: unknown) => boolean) & { errors?: unknown };
}

describe('record: what other tools write, and what they ask of what we write', function () {
  this.timeout(120_000);
  let folder: string;
  let recorded: string;
  let manifest: string;
  before(function () {
    manifest = installedPackages(this, 'profile-tools', PACKAGES);
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'));
    const program = join(manifest, '../self-profiled.cjs');
    recorded = join(folder, 'datadog.pb.gz');
    writeFileSync(program, SELF_PROFILED);
    execFileSync(process.execPath, [program, join(fixtures, 'hot.wasm'), recorded]);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const symbols = ['--module', join(fixtures, 'hot.wasm'), '--path-map', `/fixtures=${fixtures}`];

  it('a profile of @datadog/pprof gets C lines, and the code between JavaScript and Wasm is known as such', async () => {
    const { stdout, stderr, exitCode } = await runCli(['convert', '--json', recorded, ...symbols]);
    assert.equal(exitCode, 0, stderr);
    const { functions } = JSON.parse(stdout) as { functions: { function: string; file: string | null; line: number; class: string }[] };
    const [hottest] = functions;
    assert.deepEqual([hottest!.function, hottest!.file, hottest!.line], ['scramble', join(fixtures, 'hot.c'), lineOf('scramble')]);
    assert.deepEqual(functions.filter(({ class: kind }) => kind === 'glue').map(({ file }) => file).filter((file) => file !== null), []);
  });

  it('the log of node --prof, which 0x and clinic flame draw, gets C lines and loses no time', async () => {
    const log = join(folder, 'v8.log');
    execFileSync(process.execPath, ['--prof', '--no-logfile-per-isolate', `--logfile=${log}`, servicePath, '--load', '500']);
    const written = join(folder, 'v8.log.json');
    // Without nm, which takes ten seconds to name Node's own functions.
    writeFileSync(written, execFileSync(process.execPath, ['--prof-process', '--preprocess', log], { maxBuffer: 1 << 28, env: { ...process.env, PATH: '' } }));
    const { stdout, stderr, exitCode } = await runCli(['convert', '--json', written, ...symbols]);
    assert.equal(exitCode, 0, stderr);
    const { functions, classesMs, durationMs } = JSON.parse(stdout) as { functions: { function: string; file: string | null; line: number; class: string }[]; classesMs: Record<string, number>; durationMs: number };
    const scramble = functions.find(({ function: name }) => name === 'scramble')!;
    assert.deepEqual([scramble.class, scramble.file, scramble.line], ['wasm', join(fixtures, 'hot.c'), lineOf('scramble')]);
    assert.ok(Math.abs(Object.values(classesMs).reduce((sum, ms) => sum + ms, 0) - durationMs) < 0.01 * durationMs);
    const asWritten = await runCli(['convert', log]);
    assert.match(asWritten.stderr, /--prof-process --preprocess/, 'and the log itself says how it is made readable');
  });

  it('speedscope files are as its own schema of the format wants them', async () => {
    const written = join(folder, 'a.speedscope.json');
    assert.equal((await runCli(['convert', recorded, ...symbols, '-o', written])).exitCode, 0);
    const require = createRequire(manifest);
    const { Ajv } = require('ajv') as { Ajv: new (options: object) => Ajv };
    const isValid = new Ajv({ strict: false }).compile(require('speedscope/dist/release/file-format-schema.json'));
    const file = JSON.parse(readFileSync(written, 'utf8')) as { profiles: { weights: unknown[] }[] };
    assert.ok(isValid(file), JSON.stringify(isValid.errors));
    file.profiles[0]!.weights.push('heavy');
    assert.ok(!isValid(file), 'the schema does tell');
  });
});
