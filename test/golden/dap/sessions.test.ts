import { DebuggeeFolder } from '../../e2e/debug/debuggee-folder';
import { expectGolden } from '../../expect-golden';
import { WebServer } from '../../e2e/debug/web-page';
import { nodeBinaries, requireTool } from '../../tools';
import { RecordedSession } from './recorded-session';

/** What a user does with one module; the golden file has its name. */
interface Story {
  readonly title: string;
  readonly golden: string;
  readonly module: string;
  readonly source: string;
  /** JavaScript that has the exports as `wasm`. */
  readonly use: string;
  /** Texts of the lines to stop at. */
  readonly stops: readonly { readonly at: string; readonly condition?: string }[];
  readonly filters: readonly string[];
  /** To the last stop that is looked at. */
  play(session: RecordedSession, clearBreakpoints: () => Promise<unknown>): Promise<void>;
}

/** A program in Node, `bytes` in hand, or a worker of a page. */
const scriptOf = (use: string): string => `const compiled = new WebAssembly.Module(bytes);
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(compiled)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
const { exports: wasm } = new WebAssembly.Instance(compiled, imports);
${use}
`;

const USE_C = `const shape = wasm.create(5, 5);
console.log(wasm.perimeter(shape), Number(wasm.measure_all(shape)));
try { wasm.fail(0); } catch (error) { console.log(error.message); }`;
const USE_CPP = `console.log(wasm.area_of(3, 4, 1).toFixed(4));
console.log(wasm.ring_sum(5));`;
const USE_RUST = `console.log(wasm.measure(12, 36.5));
try { wasm.checked(7); } catch (error) { console.log(error.message); }`;

async function move(session: RecordedSession, ...kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) await session.ask(kind, { threadId: session.threadId });
}

async function watch(session: RecordedSession, frameId: number, ...expressions: readonly string[]): Promise<void> {
  for (const expression of expressions) await session.ask('evaluate', { expression, frameId, context: 'watch' });
}

const C: Story = {
  title: 'in C',
  golden: 'c',
  module: 'shapes-o0-dwarf5.wasm',
  source: 'shapes.c',
  use: USE_C,
  stops: [{ at: 'int total = 0' }, { at: 'sum += shape->measure' }],
  filters: ['traps'],
  async play(session, clearBreakpoints) {
    const { frameId, variables } = await session.look();
    const shape = variables.find(({ name }) => name === 'shape')!;
    await session.ask('variables', { variablesReference: shape.variablesReference });
    await watch(session, frameId, 'shape->corners[1].x', '*shape->next', 'scale', 'shape->colours');
    await move(session, 'next', 'next', 'stepIn');
    await session.look();
    await move(session, 'stepOut');
    await session.look();
    await move(session, 'continue', 'stepIn');
    await session.look();
    await clearBreakpoints();
    await move(session, 'continue');
    await session.look();
    await session.ask('exceptionInfo', { threadId: session.threadId });
  },
};

/** Calls are inlined, what is constant has no place, and the loop has been unrolled. */
const OPTIMISED_C: Story = {
  ...C,
  title: 'in C, optimised',
  golden: 'c-optimised',
  module: 'shapes-o2-dwarf5.wasm',
  stops: [{ at: 'int difference = to - from' }, { at: 'sum += shape->measure' }],
  async play(session, clearBreakpoints) {
    const { frameId } = await session.look();
    await watch(session, frameId, 'difference', 'to - from', 'direction');
    await move(session, 'next', 'stepOut');
    await session.look();
    await session.ask('setBreakpoints', session.breakpointsAt('shapes.c', [{ at: 'sum += shape->measure' }]));
    await move(session, 'continue');
    const { frameId: inLoop } = await session.look();
    await watch(session, inLoop, 'shape->corners[2]', 'shape->measure', 'sum');
    await move(session, 'stepIn');
    await session.look();
    await clearBreakpoints();
    await move(session, 'continue');
    await session.look();
    await session.ask('exceptionInfo', { threadId: session.threadId });
  },
};

const CPP: Story = {
  title: 'in C++',
  golden: 'cpp',
  module: 'shapes-cpp-o0-dwarf5.wasm',
  source: 'shapes.cpp',
  use: USE_CPP,
  stops: [{ at: 'return figure.area()' }, { at: 'return fold(', condition: 'count == 5' }],
  filters: ['all'],
  async play(session) {
    const { frameId } = await session.look();
    await watch(session, frameId, 'figure', 'corner.x + corner.y', 'unit == Unit::foot', 'rectangle');
    for (const kind of ['stepIn', 'stepOut', 'continue']) {
      await move(session, kind);
      await session.look();
    }
  },
};

const OPTIMISED_CPP: Story = {
  ...CPP,
  title: 'in C++, optimised: a lambda in a template in a function, all inlined',
  golden: 'cpp-optimised',
  module: 'shapes-cpp-o2-dwarf4.wasm',
  stops: [{ at: 'return fold(' }],
  async play(session) {
    const { frameId } = await session.look();
    await watch(session, frameId, 'left + right', 'bias');
    await move(session, 'next');
  },
};

const RUST: Story = {
  title: 'in Rust',
  golden: 'rust',
  module: 'records-debug.wasm',
  source: 'records.rs',
  use: USE_RUST,
  stops: [{ at: 'let total = sum(' }],
  filters: ['all'],
  async play(session) {
    const { frameId, variables } = await session.look();
    for (const { variablesReference } of variables.filter((each) => each.name === 'sensor' && each.variablesReference > 0)) await session.ask('variables', { variablesReference });
    await watch(session, frameId, 'sensor.limits.1', 'sensor.last', 'value', 'CALLS');
    for (const kind of ['stepIn', 'next', 'stepOut', 'continue']) {
      await move(session, kind);
      await session.look();
    }
    await session.ask('exceptionInfo', { threadId: session.threadId });
  },
};

const STORIES: readonly Story[] = [C, OPTIMISED_C, CPP, OPTIMISED_CPP, RUST, { ...RUST, title: 'in Rust, optimised', golden: 'rust-optimised', module: 'records-release.wasm' }];

async function tell(story: Story, session: RecordedSession, configuration: object): Promise<void> {
  const wished = session.breakpointsAt(story.source, story.stops);
  await session.launch(configuration, wished, story.filters);
  await story.play(session, () => session.ask('setBreakpoints', { ...wished, breakpoints: [] }));
}

for (const node of nodeBinaries()) {
  describe(`whole debugging sessions (${node})`, () => {
    for (const story of STORIES) {
      it(story.title, async () => {
        const folder = new DebuggeeFolder(story.module, story.source);
        try {
          const session = new RecordedSession(folder);
          const program = folder.write('app.cjs', `const bytes = require('fs').readFileSync(__dirname + '/${story.module}');\n${scriptOf(story.use)}`);
          await tell(story, session, { program, runtimeExecutable: node });
          await session.ask('setBreakpoints', session.breakpointsAt(story.source, []));
          await move(session, 'continue');
          expectGolden(`dap/${story.golden}.txt`, session.transcript);
        } finally {
          await folder.remove();
        }
      });
    }
  });
}

describe('whole debugging sessions in Chromium, in a page and its worker', () => {
  for (const story of STORIES) {
    it(story.title, async function () {
      requireTool(this, 'chromium');
      const folder = new DebuggeeFolder(story.module, story.source);
      const server = await WebServer.of(folder.path);
      try {
        // A page that names no picture asks for one.
        folder.write('index.html', `<!doctype html><link rel="icon" href="data:,"><script>new Worker('/worker.js')</script>`);
        folder.write('worker.js', `fetch('/${story.module}').then((answer) => answer.arrayBuffer()).then((bytes) => {\n${scriptOf(story.use)}});\n`);
        const session = new RecordedSession(folder);
        await tell(story, session, { target: 'chrome', url: `${server.origin}/`, webRoot: folder.path, headless: true, runtimeArgs: ['--no-sandbox'] });
        await session.ask('threads');
        expectGolden(`dap/${story.golden}-chromium.txt`, session.transcript);
      } finally {
        await folder.remove();
        server.close();
      }
    });
  }
});
