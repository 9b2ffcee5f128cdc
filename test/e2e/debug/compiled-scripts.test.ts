import type { DebugProtocol } from '@vscode/debugprotocol';
import { transformSync, type TransformOptions } from 'esbuild';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nodeBinaries, requireTool } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { WebServer } from './web-page';

/** Nothing of it stands in the line of JavaScript that it becomes. */
const SOURCE = `// What the compiler leaves out moves all lines.
interface Shape {
  readonly side: number;
}

interface Drawn extends Shape {
  readonly colour: string;
}

function area(shape: Shape): number {
  const squared: number = shape.side ** 2;
  return squared;
}

export async function main(colour: string): Promise<void> {
  const shapes: Drawn[] = [1, 2, 3].map((side) => ({ side, colour }));
  let sum = 0;
  for (const shape of shapes) {
    // Nothing happens here.
    sum += area(shape);
  }
  await Promise.resolve();
  console.log('sum', sum);
}

void main('red');
`;

const SERVICE = `type Side = number;
const area = (side: Side): number => {
  const squared: number = side ** 2;
  return squared;
};
setInterval(() => area(3), 5);
`;

interface Build {
  readonly script: string;
  readonly options: TransformOptions;
  readonly runtimeArgs?: readonly string[];
}

const BUILDS: Record<string, Build> = {
  'a CommonJS module with its map in a file': { script: 'dist/app.cjs', options: { format: 'cjs', sourcemap: 'external' } },
  'a CommonJS module that holds its map': { script: 'app.cjs', options: { format: 'cjs', sourcemap: 'inline', sourcesContent: false } },
  'an ES module with its map in a file': { script: 'dist/app.mjs', options: { format: 'esm', sourcemap: 'external' } },
  'an ES module that holds its map': { script: 'app.mjs', options: { format: 'esm', sourcemap: 'inline', target: 'es2016' } },
};

/** Compiles src/app.ts, and answers with the script. */
function build(folder: DebuggeeFolder, { script, options }: Build): string {
  const [source, output] = [join(folder.path, 'src/app.ts'), join(folder.path, script)];
  for (const path of [source, output]) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(source, SOURCE);
  const { code, map } = transformSync(SOURCE, { ...options, loader: 'ts', sourcefile: relative(dirname(output), source) });
  if (map !== '' && options.sourcemap === 'external') writeFileSync(`${output}.map`, map);
  writeFileSync(output, options.sourcemap === 'external' ? `${code}//# sourceMappingURL=${script.split('/').at(-1)}.map\n` : code);
  return output;
}

const line = (part: string): number => lineOf(SOURCE, part);

async function placeOf(client: DapClient, threadId: number): Promise<unknown[]> {
  const [top] = await client.frames(threadId);
  return [top?.name, top?.line, top?.source?.path];
}

async function setBreakpoints(client: DapClient, path: string, breakpoints: DebugProtocol.SourceBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
  return (await client.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', { source: { path }, breakpoints })).breakpoints;
}

for (const node of nodeBinaries()) {
  describe(`debugging what JavaScript was compiled from (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    beforeEach(() => {
      folder = new DebuggeeFolder();
      source = join(folder.path, 'src/app.ts');
    });
    afterEach(() => folder.remove());

    for (const [name, kind] of Object.entries(BUILDS)) {
      it(`stops and steps by its lines: ${name}`, async () => {
        const client = folder.client();
        await client.launch({ program: build(folder, kind), cwd: folder.path, runtimeExecutable: node }, { [source]: [line('const squared')] });
        const { threadId, reason } = await client.stopped();
        assert.equal(reason, 'breakpoint');
        assert.deepEqual(await placeOf(client, threadId), ['area', line('const squared'), source]);
        const [, caller] = await client.frames(threadId);
        assert.deepEqual([caller?.line, caller?.source?.path], [line('sum += area'), source]);
        const way: unknown[] = [];
        for (const command of ['next', 'next', 'next', 'stepIn', 'stepOut']) {
          await client.request(command, { threadId });
          await client.stopped();
          way.push((await placeOf(client, threadId))[1]);
        }
        assert.deepEqual(way, ['return squared', 'for (const shape', 'sum += area', 'const squared', 'for (const shape'].map(line));
        await setBreakpoints(client, source, []);
        await client.request('continue', { threadId });
        await client.event('terminated');
        assert.equal(client.output('stdout'), 'sum 14\n');
      });
    }

    it('takes conditions, log messages and expressions in JavaScript', async () => {
      const client = folder.client();
      await client.initialize();
      const started = client.request('launch', { program: build(folder, BUILDS['a CommonJS module with its map in a file']!), cwd: folder.path, runtimeExecutable: node });
      await setBreakpoints(client, source, [{ line: line('const squared'), logMessage: 'side {shape.side}' }, { line: line('return squared'), condition: 'squared === 4' }, { line: line('console.log'), condition: 'nothing.here' }]);
      await client.request('configurationDone');
      await started;
      const { threadId } = await client.stopped();
      const [top] = await client.frames(threadId);
      const { result } = await client.request<{ result: string }>('evaluate', { expression: 'squared + shape.side', frameId: top!.id });
      assert.deepEqual([top?.line, result], [line('return squared'), '6']);
      await client.request('continue', { threadId });
      await client.stopped();
      assert.equal((await placeOf(client, threadId))[1], line('console.log'));
      assert.match(client.output('console'), /side 1\nside 2\n(.*\n)*side 3\n(.*\n)*app\.ts:\d+ stops, since its condition can't be decided: ReferenceError/);
    });

    it('moves a breakpoint to the next line with code, has several in a line, and takes them away', async () => {
      const client = folder.client();
      const program = build(folder, BUILDS['a CommonJS module that holds its map']!);
      await client.launch({ program, cwd: folder.path, runtimeExecutable: node }, { [source]: [line('// Nothing happens'), line('sum += area')] });
      const { threadId } = await client.stopped();
      const { sources } = await client.request<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources');
      assert.deepEqual(sources.map(({ path }) => path).sort(), [program, source].sort());
      const set = await setBreakpoints(client, source, [{ line: line('// Nothing happens') }, { line: line('sum += area') }]);
      assert.deepEqual(set.map(({ verified, line: at, message }) => [verified, at, message]), [
        [true, line('sum += area'), `line ${line('// Nothing happens')} has no code of its own: this stops at line ${line('sum += area')}, the next that has`],
        [true, line('sum += area'), undefined],
      ]);
      const { breakpoints: places } = await client.request<DebugProtocol.BreakpointLocationsResponse['body']>('breakpointLocations', { source: { path: source }, line: line('const shapes') });
      const inArrow = places.findLast(({ line: at }) => at === line('const shapes'))!;
      assert.ok(places.length > 1 && inArrow.column! > SOURCE.split('\n')[inArrow.line - 1]!.indexOf('=>'), JSON.stringify(places));
      await setBreakpoints(client, source, []);
      await client.request('continue', { threadId });
      await client.event('terminated');
    });

    it('steps over modules that are loaded, and into them', async () => {
      for (const [file, text] of [['inner.ts', 'export const answer: number = 42;\n'], ['outer.ts', `interface Unused {}\nconst { answer } = require('./inner.cjs') as { answer: number };\nconsole.log(answer as number);\n`]] as const) {
        const { code } = transformSync(text, { loader: 'ts', format: 'cjs', sourcemap: 'inline', sourcefile: file });
        folder.write(file, text);
        folder.write(file.replace('.ts', '.cjs'), code);
      }
      const places: unknown[] = [];
      for (const command of ['next', 'stepIn']) {
        const client = folder.client();
        await client.launch({ program: folder.file('outer.cjs'), runtimeExecutable: node }, { [folder.file('outer.ts')]: [1] });
        const { threadId } = await client.stopped();
        await client.request(command, { threadId });
        await client.stopped();
        const [, at, path] = await placeOf(client, threadId);
        places.push([at, path]);
      }
      assert.deepEqual(places, [[3, folder.file('outer.ts')], [1, folder.file('inner.ts')]]);
    });

    it('is found where a loader compiles the file itself, in memory', async () => {
      const client = folder.client();
      build(folder, BUILDS['an ES module that holds its map']!);
      await client.launch({ program: source, cwd: folder.path, runtimeExecutable: node, runtimeArgs: ['--require', require.resolve('tsx/cjs')] }, { [source]: [line('const squared')] });
      const { threadId } = await client.stopped();
      assert.deepEqual(await placeOf(client, threadId), ['area', line('const squared'), source]);
    });

    it('shows the text that the map brings along, and the script itself where there is none', async () => {
      const script = build(folder, BUILDS['an ES module that holds its map']!);
      const { code } = transformSync(SOURCE, { loader: 'ts', format: 'cjs', sourcemap: 'inline', sourcesContent: false, sourcefile: '/etc/passwd' });
      const bare = folder.write('bare.cjs', code);
      rmSync(source);
      const shown: unknown[] = [];
      for (const program of [script, bare]) {
        const client = folder.client();
        const at = lineOf(readFileSync(program, 'utf8'), 'return squared');
        await client.launch({ program, runtimeExecutable: node }, { [program]: [at] });
        const { threadId } = await client.stopped();
        const [top] = await client.frames(threadId);
        const reference = top?.source?.sourceReference;
        const text = reference ? (await client.request<{ content: string }>('source', { sourceReference: reference })).content : null;
        shown.push([top?.name, (top?.line ?? 0) - at, top?.source?.path ?? null, text]);
      }
      assert.deepEqual(shown, [['area', line('return squared') - lineOf(readFileSync(script, 'utf8'), 'return squared'), null, SOURCE], ['area', 0, bare, null]]);
    });

    it('binds in a program that runs', async () => {
      const service = spawn(node, ['--inspect=127.0.0.1:0', folder.write('service.cjs', transformSync(SERVICE, { loader: 'ts', format: 'cjs', sourcemap: 'inline', sourcefile: 'service.ts' }).code)]);
      try {
        folder.write('service.ts', SERVICE);
        const port = await new Promise<number>((resolve) => service.stderr.on('data', (text: Buffer) => /:(\d+)\//.test(String(text)) && resolve(Number(/:(\d+)\//.exec(String(text))![1]))));
        const client = folder.client();
        await client.attach({ port, cwd: folder.path }, { [folder.file('service.ts')]: [lineOf(SERVICE, 'return squared')] });
        const { threadId } = await client.stopped();
        assert.deepEqual((await placeOf(client, threadId)).slice(1), [lineOf(SERVICE, 'return squared'), folder.file('service.ts')]);
        await client.request('disconnect', {});
      } finally {
        service.kill();
      }
    });
  });
}

describe('debugging what the scripts of a page were compiled from', () => {
  it('stops by its lines before they run, again after a reload, where maps are files and where the server alone has them', async function () {
    requireTool(this, 'chromium');
    const folder = new DebuggeeFolder();
    // Below webRoot, and beside it.
    const server = await WebServer.of(join(folder.path, 'site'));
    try {
      const source = join(folder.path, 'src/app.ts');
      build(folder, { script: 'site/app.mjs', options: { format: 'esm', sourcemap: 'external' } });
      writeFileSync(join(folder.path, 'site/index.html'), `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.mjs"></script>`);
      for (const webRoot of [join(folder.path, 'site'), join(folder.path, 'src')]) {
        const client = folder.client();
        await client.launch({ target: 'chrome', url: `${server.origin}/`, webRoot, headless: true }, { [source]: [line('const squared')] });
        const { threadId } = await client.stopped();
        assert.deepEqual(await placeOf(client, threadId), ['area', line('const squared'), source]);
        await client.request('stepOut', { threadId });
        await client.stopped();
        assert.equal((await placeOf(client, threadId))[1], line('for (const shape'));
        const [top] = await client.frames(threadId);
        await client.request('evaluate', { expression: 'void setTimeout(() => location.reload())', frameId: top!.id, context: 'repl' });
        await setBreakpoints(client, source, [{ line: line('const shapes') }]);
        await client.request('continue', { threadId });
        await client.stopped();
        assert.deepEqual((await placeOf(client, threadId)).slice(1), [line('const shapes'), source]);
      }
    } finally {
      await folder.remove();
      server.close();
    }
  });
});
