import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools';
import { runCli, type CliRun } from '../run-cli';

const fixtures = join(root, 'test/fixtures');
const module = join(fixtures, 'shapes-o0-dwarf5.wasm');
const source = readFileSync(join(fixtures, 'shapes.c'), 'utf8').split('\n');
const lineOf = (text: string): number => source.findIndex((line) => line.includes(text)) + 1;

/** One document, nothing before or after it. */
function document<T>({ stdout, exitCode, stderr }: CliRun): T {
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as T;
}

interface LocatedLine {
  requested: { file: string; line: number };
  resolved: { file: string; line: number } | null;
  offsets: number[];
}
interface Symbolicated {
  offset: number;
  frames: { function: string; linkageName: string | null; file: string | null; line: number; column: number; inlined: boolean }[];
}

/** A stack trace that V8 printed for a trap in that module. */
function trapIn(path: string): string {
  const program = `const { instance } = await WebAssembly.instantiate(fs.readFileSync(process.argv[1])); try { instance.exports.measure_all(-64) } catch (error) { console.log(error.stack) }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', `import fs from 'node:fs'; ${program}`, path], { encoding: 'utf8' });
}

describe('the command line: questions about a module', () => {
  const start = lineOf('EXPORT(create)') + 1;

  it('inspect: sections, debug information, problems', async () => {
    const inspection = document<Record<string, unknown>>(await runCli(['inspect', '--json', module]));
    assert.equal(inspection['module'], module);
    assert.equal(inspection['bytes'], readFileSync(module).length);
    const sections = inspection['sections'] as { name: string; bytes: number }[];
    assert.ok(sections.some(({ name, bytes }) => name === '.debug_info' && bytes > 0));
    const { kinds, dwarfVersions, units, functions, lineRows } = inspection['debugInfo'] as Record<string, unknown>;
    assert.deepEqual([kinds, dwarfVersions, units], [['dwarf', 'name-section'], [5], 1]);
    assert.ok(Number(functions) > 0 && Number(lineRows) > 0);
    assert.deepEqual(inspection['problems'], []);
    const shown = (await runCli(['inspect', module])).stdout;
    assert.match(shown, /\.debug_info/);
    assert.match(shown, /^produced by: .*clang/m);
    assert.match(shown, /; 1 unit, /);
  });

  it('inspect --symbols: functions, types, globals and files by a part of their name', async () => {
    interface Answer {
      query: string;
      complete: boolean;
      symbols: { kind: string; name: string; file: string | null; line: number; offset: number | null }[];
    }
    const { query, complete, symbols } = document<Answer>(await runCli(['inspect', '--json', '--symbols', 'perimeter', '--path-map', `/fixtures=${fixtures}`, module]));
    assert.deepEqual([query, complete, symbols.length], ['perimeter', true, 1]);
    const [{ offset, ...found }] = symbols as [Answer['symbols'][number]];
    assert.deepEqual(found, { kind: 'function', name: 'perimeter', file: join(fixtures, 'shapes.c'), line: lineOf('int perimeter(') });
    const answers = document<Symbolicated[]>(await runCli(['symbolicate', '--json', module, String(offset)]));
    assert.equal(answers[0]!.frames[0]!.function, 'perimeter');
    assert.match((await runCli(['inspect', module, '--symbols', 'SHAPE'])).stdout, /^type +Shape .*shapes\.c:\d+$/m);
    assert.equal((await runCli(['inspect', module, '--symbols', 'no such thing'])).stdout, "no function, type, global or file has 'no such thing' in its name\n");
  });

  it('locate leads to offsets, and symbolicate back to the line', async () => {
    const located = document<LocatedLine[]>(await runCli(['locate', '--json', module, `shapes.c:${start}`, 'nowhere.c:1']));
    assert.deepEqual(located[0]?.requested, { file: 'shapes.c', line: start });
    assert.deepEqual(located[0]?.resolved, { file: '/fixtures/shapes.c', line: start });
    assert.deepEqual(located[1], { requested: { file: 'nowhere.c', line: 1 }, resolved: null, offsets: [] });
    const offset = located[0].offsets[0]!;
    const answers = document<Symbolicated[]>(await runCli(['symbolicate', '--json', module, `0x${offset.toString(16)}`, String(offset), '99999999']));
    assert.deepEqual(answers.map((answer) => answer.offset), [offset, offset, 99_999_999], 'hex and decimal, in the order asked');
    const [frame] = answers[0]!.frames;
    assert.ok(frame);
    assert.deepEqual([frame.function, frame.file, frame.line, frame.inlined], ['create', '/fixtures/shapes.c', start, false]);
    assert.deepEqual(Object.keys(frame), ['function', 'linkageName', 'file', 'line', 'column', 'inlined']);
    assert.deepEqual(answers[0]!.frames, answers[1]!.frames);
    assert.deepEqual(answers[2]!.frames, []);
  });

  it('locate takes a column, too: the first at or after it that has code', async () => {
    const loop = lineOf('for (int corner');
    const [whole, end] = document<LocatedLine[]>(await runCli(['locate', '--json', module, `shapes.c:${loop}`, `shapes.c:${loop}:30`]));
    assert.deepEqual(end?.requested, { file: 'shapes.c', line: loop, column: 30 });
    assert.equal(end.resolved?.line, loop);
    assert.notDeepEqual(end.offsets, whole?.offsets);
    const [{ frames }] = document<[Symbolicated]>(await runCli(['symbolicate', '--json', module, String(end.offsets[0])]));
    assert.ok(frames[0]!.line === loop && frames[0]!.column >= 30);
  });

  it('reads its questions from standard input, one a line', async () => {
    const located = document<LocatedLine[]>(await runCli(['locate', '--json', module, '-'], { input: `shapes.c:${start}\r\n\nshapes.c:${start + 1}\n` }));
    const offsets = located.map((line) => line.offsets[0]!);
    const answers = document<Symbolicated[]>(await runCli(['symbolicate', '--json', module, '-'], { input: offsets.join('\n') }));
    assert.deepEqual(answers.map(({ frames }) => frames[0]?.line), [start, start + 1]);
    const scopes = document<{ offset: number }[]>(await runCli(['scope', '--json', module, '-'], { input: offsets.join('\n') }));
    assert.deepEqual(scopes.map(({ offset }) => offset), offsets);
    assert.deepEqual(document(await runCli(['symbolicate', '--json', module, '-'])), [], 'nothing asked, nothing answered');
  });

  it('scope: variables of every frame, with types as written; globals when asked', async () => {
    const [located] = document<LocatedLine[]>(await runCli(['locate', '--json', module, `shapes.c:${lineOf('shape->corners[corner].y')}`]));
    type Scope = { frames: { function: string; variables: Record<string, unknown>[] }[]; globals?: { name: string }[] };
    const ask = async (...more: string[]): Promise<Scope> => document<Scope[]>(await runCli(['scope', '--json', module, String(located!.offsets[0]), ...more]))[0]!;
    const { frames, globals } = await ask();
    assert.equal(globals, undefined);
    assert.equal(frames[0]?.function, 'create');
    const named = new Map(frames[0].variables.map((variable) => [variable['name'], variable]));
    assert.deepEqual([...named.keys()].sort(), ['colour', 'corner', 'down', 'right', 'shape', 'size']);
    assert.deepEqual(Object.keys(named.get('size')!), ['name', 'type', 'kind', 'depth', 'location', 'available']);
    assert.deepEqual([named.get('size')!['type'], named.get('size')!['kind']], ['int', 'parameter']);
    assert.equal(named.get('shape')!['type'], 'Shape *');
    assert.ok(Number(named.get('down')!['depth']) > Number(named.get('shape')!['depth']), 'an inner block is deeper');
    assert.ok((await ask('--globals')).globals!.some(({ name }) => name === 'scale'));
  });

  it('wat: a function by name or index with its source lines, or the module', async () => {
    const { stdout, exitCode } = await runCli(['wat', module, 'create']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^0x[\da-f]+ +\(func \$create/m);
    assert.ok(stdout.includes(`/fixtures/shapes.c:${start}`));
    const index = /\(func \$create \(;(\d+);\)/.exec(stdout)![1]!;
    assert.equal((await runCli(['wat', module, index])).stdout, stdout);
    const whole = (await runCli(['wat', module])).stdout;
    assert.match(whole, /^ *\(module/);
    assert.ok(whole.includes('$create') && whole.includes('$fibonacci'));
    assert.equal(document<{ text: string }>(await runCli(['wat', '--json', module, 'create'])).text.trimEnd(), stdout.trimEnd());
  });

  it('symbolicate --trace: a stack that V8 printed, inlined calls included; all else as it stands', async () => {
    const path = join(fixtures, 'shapes-o2-dwarf5.wasm');
    const trace = trapIn(path);
    assert.match(trace, /wasm-function\[\d+\]:0x/);
    const input = `before\n${trace}after\n`;
    const { stdout, exitCode } = await runCli(['symbolicate', '--trace', '--module', path, '--module', module], { input });
    assert.equal(exitCode, 0);
    assert.match(stdout, new RegExp(`^    at measure_all \\(/fixtures/shapes\\.c:\\d+:\\d+\\)$`, 'm'));
    const untouched = (text: string): string[] => text.split('\n').filter((line) => !/wasm-function|shapes\.c/.test(line));
    assert.deepEqual(untouched(stdout), untouched(input));
    assert.equal((await runCli(['symbolicate', '--trace', '--module', join(fixtures, 'hot.wasm')], { input })).stdout, input, 'a foreign module explains nothing');
  });

  it('--path-map leads from the folder of the compiler to one of here, and back', async () => {
    const map = ['--path-map', `/fixtures=${fixtures}`];
    const here = join(fixtures, 'shapes.c');
    const [located] = document<LocatedLine[]>(await runCli(['locate', '--json', module, `${here}:${start}`, ...map]));
    assert.deepEqual(located!.resolved, { file: here, line: start });
    const [answer] = document<Symbolicated[]>(await runCli(['symbolicate', '--json', module, String(located!.offsets[0]), ...map]));
    assert.equal(answer!.frames[0]!.file, here);
    assert.ok((await runCli(['wat', module, 'create', ...map])).stdout.includes(`${here}:${start}`));
    assert.ok((await runCli(['symbolicate', '--trace', '--module', module, ...map], { input: trapIn(module) })).stdout.includes(`(${here}:`));
  });
});
