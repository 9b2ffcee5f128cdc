import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareProfiles } from '../../../src/profile/compare-profiles';
import type { CpuProfileNode } from '../../../src/profile/cpu-profile';
import type { Profile } from '../../../src/profile/profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { moduleHash } from '../../../src/toolkit/module-candidates';
import { readModule } from '../../../src/wasm/read-module';
import { requireTool, root } from '../../tools';
import { frame, wasm } from './recording';

interface Build {
  readonly tools: readonly string[];
  /** Which of the fixtures. */
  readonly source: string;
  /** More of the program, which then stands before all else: lines move, and functions get other numbers. */
  readonly added: string;
  readonly hottest: string;
  readonly compile: (source: string, object: string) => readonly [command: string, ...args: string[]];
}

const BUILDS: Readonly<Record<string, Build>> = {
  C: {
    tools: ['clang-19', 'wasm-ld-19'],
    source: 'hot.c',
    added: '__attribute__((export_name("extra"), noinline)) unsigned extra(unsigned value) {\n  return value * 3 + 1;\n}\n__attribute__((export_name("more"), noinline)) unsigned more(unsigned value) {\n  return extra(value) / 2;\n}\n',
    hottest: 'scramble',
    compile: (source, object) => ['clang-19', '--target=wasm32', '-c', '-g', '-O1', source, '-o', object],
  },
  Rust: {
    tools: ['/usr/bin/rustc', 'wasm-ld-19'],
    source: 'records.rs',
    added: '#[no_mangle]\npub extern "C" fn extra(value: i32) -> i32 {\n    apply(|more| more * 3, value)\n}\n',
    hottest: 'records::sum',
    // Names are mangled with a hash of all that goes into the crate.
    compile: (source, object) => ['/usr/bin/rustc', '--crate-name', 'records', '--edition', '2021', '--crate-type', 'lib', '--emit=obj', '-C', 'codegen-units=1', '--target', 'wasm32-unknown-unknown', '-C', 'panic=abort', '-g', '-C', 'opt-level=0', '-C', `metadata=${object.length}`, source, '-o', object],
  },
};

/** What keeps the linker from leaving the rest out. */
const EXPORTS = ['measure', 'calls', 'checked', 'extra'];

/** A module whose functions each took a millisecond, and that of one more name several. */
async function profileOf(path: string, hottest: string, hottestMs: number): Promise<Profile> {
  const bytes = readFileSync(path);
  const module = readModule(bytes);
  const symbols = await openSymbols(module);
  const functions = [...module.functions];
  const nodes: CpuProfileNode[] = functions.map(({ index, bodyStart }, at) => ({ id: at + 2, callFrame: wasm(module.functionName(index) ?? `wasm-function[${index}]`, bodyStart) }));
  const samples = functions.flatMap(({ bodyStart }, at) => new Array<number>(symbols.functionAt(bodyStart)?.name.startsWith(hottest) ? hottestMs : 1).fill(at + 2));
  const slice = { nodes: [{ id: 1, callFrame: frame('(root)'), children: nodes.map(({ id }) => id) }, ...nodes], startTime: 0, endTime: 1_000_000, samples, timeDeltas: [0, ...samples.slice(1).map(() => 1_000)] };
  return symbolicateProfile([{ name: 'main', slices: [{ ...slice, endTime: samples.length * 1_000 }] }], { candidates: [{ hash: moduleHash(bytes), symbols, file: path, scriptIds: ['7'] }] });
}

describe('profile: comparing a module with itself, built anew', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'wasmscope-test-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [language, { tools, source, added, hottest, compile }] of Object.entries(BUILDS)) {
    it(`${language}: functions were renumbered, lines moved and the folder is another one`, async function () {
      requireTool(this, ...tools);
      const text = readFileSync(join(root, 'test/fixtures', source), 'utf8');
      const build = (name: string, content: string): string => {
        const at = join(folder, language, name);
        mkdirSync(at, { recursive: true });
        writeFileSync(join(at, source), content);
        const [command, ...args] = compile(join(at, source), join(at, 'a.o'));
        execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
        execFileSync('wasm-ld-19', ['--no-entry', '--export-dynamic', '--allow-undefined', ...EXPORTS.map((fn) => `--export-if-defined=${fn}`), join(at, 'a.o'), '-o', join(at, 'a.wasm')]);
        return join(at, 'a.wasm');
      };
      // Rust wants attributes of the whole file before all else.
      const insertAt = Math.max(0, text.indexOf('use core'));
      const before = await profileOf(build('before', text), hottest, 5);
      const after = await profileOf(build('later', text.slice(0, insertAt) + added + text.slice(insertAt)), hottest, 50);
      assert.notEqual(before.modules[0]!.module, after.modules[0]!.module);
      const changes = compareProfiles(before, after).filter(({ file }) => file?.endsWith(source));
      assert.ok(changes[0]!.function.startsWith(hottest), JSON.stringify(changes[0]));
      const isNew = changes.filter(({ totalMsPerSecond }) => totalMsPerSecond.before === 0).map(({ function: name }) => name);
      assert.deepEqual(isNew.filter((name) => !/extra|more/.test(name)), [], 'only what was added is new');
      assert.deepEqual(changes.filter(({ totalMsPerSecond }) => totalMsPerSecond.after === 0), [], 'and nothing is gone');
      assert.ok(changes.every(({ file, movedFrom }) => file!.includes('later') && (movedFrom?.includes('before') ?? true)));
      assert.ok(changes.some(({ movedFrom }) => movedFrom !== undefined));
    });
  }

  it('functions that have but numbers are not taken for one another', () => {
    const numbered = (hash: string): Profile => {
      const profile = symbolicateProfile([{ name: 'main', slices: [{ nodes: [{ id: 1, callFrame: { ...wasm('wasm-function[3]', 88), url: `wasm://wasm/${hash}` } }], startTime: 0, endTime: 1_000, samples: [1], timeDeltas: [0] }] }]);
      return profile;
    };
    assert.equal(compareProfiles(numbered('aa'), numbered('aa')).length, 1);
    assert.deepEqual(compareProfiles(numbered('aa'), numbered('bb')).map(({ selfMsPerSecond: { change } }) => Math.sign(change)).sort(), [-1, 1]);
  });
});
