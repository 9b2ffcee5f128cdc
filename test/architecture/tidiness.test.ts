import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Past this, a file has become two concepts. Decode tables may be longer and stand here with their reason; a number may only shrink. */
const LONGEST_FILE_LINES = 420;
const LONGER: Record<string, { readonly lines: number; readonly why: string }> = {};

const NAMES_TO_AVOID = /^(utils?|helpers?|common|types|manager|misc)\.ts$/;

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
}

const sources = walk('src').filter((path) => /\.tsx?$/.test(path));

describe('tidiness', () => {
  it('keeps files to one concept', () => {
    const long = sources
      .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length }))
      .filter(({ path, lines }) => lines > (LONGER[path]?.lines ?? LONGEST_FILE_LINES));
    assert.deepEqual(long, []);
  });

  it('names files after what they hold, in kebab case', () => {
    const wrong = sources.filter((path) => {
      const name = path.split('/').at(-1)!;
      return NAMES_TO_AVOID.test(name) || !/^[a-z0-9-]+(\.d)?\.tsx?$/.test(name);
    });
    assert.deepEqual(wrong, []);
  });

  it('has nothing at the top level but what the map of the house names', () => {
    const allowed = new Set([
      'package.json', 'package.nls.json', 'package-lock.json', 'tsconfig.json', 'src', 'syntaxes', 'media', 'test', '.vscodeignore', 'README.md', 'LICENSE', 'CHANGELOG.md',
      'docs', 'examples', '.ci', '.vscode', '.gitignore', '.gitattributes', '.npmrc', 'eslint.config.mjs', 'l10n',
    ]);
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
    const top = new Set(tracked.map((path) => path.split('/')[0]!));
    assert.deepEqual([...top].filter((name) => !allowed.has(name)), []);
  });

  it('gives every dependency its reason', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies?: object; devDependencies?: object };
    const reasons = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.deepEqual(names.filter((name) => !reasons.includes(`\`${name}\``)), []);
  });

  it('ships every bundle but the demonstration', () => {
    const built = [...readFileSync(join(root, 'src/build/bundle.ts'), 'utf8').matchAll(/outfile: '([\w-]+)\.js'/g)].map(([, name]) => name!);
    const packed = /^!dist\/\{(.+)\}\.js$/m.exec(readFileSync(join(root, '.vscodeignore'), 'utf8'))![1]!.split(',');
    assert.deepEqual(built.filter((name) => !packed.includes(name)), ['demo']);
  });

  it('records no registry host in the lock file', () => {
    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    assert.equal(/"resolved":\s*"https?:/.test(lock), false);
  });

  it('keeps links in the documents alive', () => {
    const documents = ['README.md', 'CHANGELOG.md', ...walk('docs').filter((path) => path.endsWith('.md'))];
    const dead = documents.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const folder = join(root, path, '..');
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1]!).filter((link) => !existsSync(join(folder, link))).map((link) => `${path}: ${link}`);
    });
    assert.deepEqual(dead, []);
  });
});
