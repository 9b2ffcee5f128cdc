import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const root = join(__dirname, '..', '..');
const src = join(root, 'src');

/** Who may import whom. A new arrow is a change of architecture: this table and docs/architecture.md change together. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  wasm: ['base'],
  dwarf: ['base'],
  sourcemap: ['base'],
  cdp: ['base'],
  trace: ['base'],
  findings: ['base'],
  agent: ['base', 'wasm', 'trace'],
  symbols: ['base', 'wasm', 'dwarf', 'sourcemap'],
  values: ['base', 'symbols'],
  session: ['base', 'cdp', 'trace', 'symbols', 'agent/wire'],
  profile: ['base', 'symbols', 'trace'],
  analysis: ['base', 'symbols', 'values', 'trace', 'findings'],
  adapter: ['base', 'symbols', 'values', 'session'],
  toolkit: ['base', 'wasm', 'dwarf', 'sourcemap', 'cdp', 'trace', 'findings', 'agent/wire', 'symbols', 'values', 'session', 'profile', 'analysis', 'adapter'],
  vscode: ['base', 'findings', 'profile', 'toolkit'],
  cli: ['base', 'findings', 'profile', 'toolkit'],
  build: ['toolkit', 'base', 'findings'],
  'extension.ts': ['vscode', 'toolkit'],
};

/** These layers are pure: what they need from outside is handed in. Packages named here are pure too. */
const PURE: Record<string, readonly string[]> = {
  base: [],
  wasm: [],
  dwarf: [],
  sourcemap: ['source-map'],
  symbols: [],
  values: [],
  trace: [],
  profile: ['pprof-format'],
  analysis: [],
  // Only to hash: a content security policy names scripts and styles by SHA-256.
  findings: ['node:crypto'],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const statements = [...text.matchAll(/^\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)];
  const calls = [...text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g)];
  return [
    ...statements.map((match) => ({ file, specifier: match[3]!, typeOnly: match[2] !== undefined })),
    ...calls.map((match) => ({ file, specifier: match[1]!, typeOnly: false })),
  ];
}

const layerOf = (path: string): string => relative(src, path).split(sep)[0]!;
const files = sourceFiles(src);
const imports = files.flatMap(importsOf);

function forbidden({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const from = layerOf(file);
  const target = relative(src, join(dirname(file), specifier)).split(sep).join('/');
  const to = target.split('/')[0]!;
  if (to === from) return undefined;
  const allowed = MAY_IMPORT[from] ?? [];
  return allowed.some((arrow) => arrow === to || target === arrow) ? undefined : `${relative(root, file)} imports ${target}`;
}

describe('architecture', () => {
  it('reads imports at all', () => assert.ok(imports.length > 100, `${imports.length} imports found`));

  it('follows the arrows', () => assert.deepEqual(imports.map(forbidden).filter(Boolean), []));

  it('keeps rule families apart', () => {
    const wrong = imports.filter(({ file, specifier }) => {
      const [layer, family] = relative(src, file).split(sep);
      const target = relative(src, join(dirname(file), specifier)).split(sep);
      return layer === 'analysis' && specifier.startsWith('.') && target[0] === 'analysis' && target.length > 2 && family!.indexOf('.') < 0 && target[1] !== family;
    });
    assert.deepEqual(wrong.map(({ file, specifier }) => `${relative(root, file)} imports ${specifier}`), []);
  });

  it('keeps the trace and the wire of the agent free of run-time imports between them', () => {
    const wrong = imports.filter(({ file, specifier, typeOnly }) => layerOf(file) === 'agent' && specifier.includes('/trace/') && !typeOnly);
    assert.deepEqual(wrong.map(({ file }) => relative(root, file)), []);
  });

  it('keeps the pure layers free of I/O', () => {
    const wrong = imports.filter(({ file, specifier, typeOnly }) => {
      const packages = PURE[layerOf(file)];
      return packages !== undefined && !typeOnly && !specifier.startsWith('.') && !packages.includes(specifier);
    });
    assert.deepEqual(wrong.map(({ file, specifier }) => `${relative(root, file)} imports ${specifier}`), []);
  });

  it('names the editor only in its own layer', () => {
    const wrong = imports.filter(({ file, specifier }) => specifier === 'vscode' && !['vscode', 'extension.ts'].includes(layerOf(file)));
    assert.deepEqual(wrong.map(({ file }) => relative(root, file)), []);
  });

  it('has no import cycle', () => assert.deepEqual(findCycle(), []));

  it('has a map that is true', () => {
    const map = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
    const told = [...map.matchAll(/^\| `src\/([\w.]+)\/?` \|/gm)].map((match) => match[1]!).sort();
    const real = readdirSync(src).sort();
    assert.deepEqual(told, real);
    for (const [from, allowed] of Object.entries(MAY_IMPORT)) {
      const row = new RegExp(`^\\| \`src/${from.replace('.', '\\.')}/?\` \\|.*\\| (.*) \\|$`, 'm').exec(map)?.[1] ?? '';
      const arrows = [...row.matchAll(/`([\w/.]+)`/g)].map((match) => match[1]!).sort();
      assert.deepEqual(arrows, [...allowed].sort(), `arrows of ${from} in docs/architecture.md`);
    }
  });
});

/** Only imports that survive type erasure count. */
function findCycle(): string[] {
  const known = new Set(files);
  const edges = new Map<string, string[]>();
  for (const { file, specifier, typeOnly } of imports) {
    if (typeOnly || !specifier.startsWith('.')) continue;
    const base = join(dirname(file), specifier);
    const target = [`${base}.ts`, `${base}.tsx`, join(base, 'index.ts')].find((path) => known.has(path));
    if (target) edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (state.get(file) === 'done') return [];
    if (state.get(file) === 'open') return path.slice(path.indexOf(file)).map((each) => relative(root, each));
    state.set(file, 'open');
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    state.set(file, 'done');
    return [];
  };
  for (const file of files) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
