import assert from 'node:assert/strict';
import { SourcePaths, namesOfFile, type SourceFolders } from '../../../src/session/source-paths';

/** A disk that is a list of files. */
function disk(...files: string[]): SourceFolders {
  return {
    isFile: (path) => files.includes(path),
    list(folder) {
      const inside = files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1));
      return [...new Set(inside.map((rest) => rest.split('/')[0]!))].map((name) => ({ name, isFolder: inside.some((rest) => rest.startsWith(`${name}/`)) }));
    },
  };
}

function pathsOver(files: string[], ...roots: string[]): SourcePaths {
  const paths = new SourcePaths(disk(...files));
  for (const root of roots) paths.addRoot(root);
  return paths;
}

describe('session: source paths', () => {
  it('finds a relative name, wherever under the root its tail stands', () => {
    const paths = pathsOver(['/w/app/index.js', '/w/app/wasm/src/lib.rs'], '/w/app');
    assert.equal(paths.resolve('src/lib.rs'), '/w/app/wasm/src/lib.rs');
    assert.equal(paths.resolve('/builds/ci/wasm/src/lib.rs'), '/w/app/wasm/src/lib.rs');
  });

  it('chooses the longest common tail, and nothing where two are as long', () => {
    const paths = pathsOver(['/w/a/src/lib.rs', '/w/b/src/lib.rs'], '/w');
    assert.equal(paths.resolve('/ci/b/src/lib.rs'), '/w/b/src/lib.rs');
    assert.equal(paths.resolve('src/lib.rs'), null);
  });

  it('takes, of several that fit alike, the one nearest to the module', () => {
    const paths = pathsOver(['/w/a/src/lib.rs', '/w/b/src/lib.rs'], '/w');
    assert.equal(paths.resolve('src/lib.rs', '/w/b/pkg/b.wasm'), '/w/b/src/lib.rs');
    assert.equal(paths.resolve('src/lib.rs', '/w/c.wasm'), null);
  });

  it('does not count a file twice for roots within each other', () => {
    assert.equal(pathsOver(['/w/app/a.c'], '/w/app', '/w').resolve('a.c'), '/w/app/a.c');
    assert.equal(pathsOver(['/w/app/a.c'], '/w', '/w/app').resolve('a.c'), '/w/app/a.c');
  });

  it('follows the mapping of the user before anything else', () => {
    const paths = pathsOver(['/w/src/a.c', '/other/a.c'], '/w');
    paths.addMapping({ from: '/build', to: '/other' });
    assert.equal(paths.resolve('/build/a.c'), '/other/a.c');
  });

  it('takes a mapping by whole folder names', () => {
    const paths = pathsOver(['/other/er/a.c', '/other/x/a.c']);
    paths.addMapping({ from: '/build', to: '/other' });
    assert.equal(paths.resolve('/builder/a.c'), null);
  });

  it('never leaves the roots', () => {
    const paths = pathsOver(['/etc/passwd', '/w/a.c'], '/w');
    assert.equal(paths.resolve('/etc/passwd'), null);
    assert.equal(paths.resolve('../etc/passwd'), null);
    assert.equal(paths.resolve('/w/../etc/passwd'), null);
  });

  it('reads names that Windows wrote', () => assert.equal(pathsOver(['/w/src/a.c'], '/w').resolve('C:\\ci\\src\\a.c'), '/w/src/a.c'));

  it('takes no file of a package or a standard library for one of the user that ends alike', () => {
    const paths = pathsOver(['/w/src/lib.rs', '/w/string.h'], '/w');
    const strangers = ['/rustc/ac68faa20c58/library/core/src/lib.rs', '/usr/src/rustc-1.63.0/library/std/src/lib.rs', '/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/itoa-1.0.1/src/lib.rs', '/usr/share/cargo/registry/ryu-1.0.2/src/lib.rs', '/root/.cargo/git/checkouts/tool-1a2b/3c4d/src/lib.rs', '/usr/include/string.h', '/emsdk/emscripten/system/include/string.h'];
    for (const name of strangers) assert.equal(paths.resolve(name), null, name);
    assert.equal(paths.resolve('/build/src/lib.rs'), '/w/src/lib.rs', 'a folder of another machine');
    assert.equal(pathsOver(['/w/src/lib.rs', '/w/vendor/serde-1.0.2/src/lib.rs'], '/w').resolve('/usr/share/cargo/registry/serde-1.0.2/src/lib.rs'), '/w/vendor/serde-1.0.2/src/lib.rs', 'the package itself, vendored');
  });

  it('leaves a file that is named by its whole path to that name', () => {
    const paths = pathsOver(['/w/src/lib.rs'], '/w');
    assert.equal(paths.resolve('/other/src/lib.rs'), '/w/src/lib.rs');
    assert.equal(paths.resolve('/w/src/lib.rs'), '/w/src/lib.rs');
    assert.equal(paths.resolve('/other/src/lib.rs'), null);
    assert.equal(paths.resolve('src/lib.rs'), '/w/src/lib.rs', 'a relative name may mean it');
    assert.deepEqual(namesOfFile('/w/src/lib.rs', ['/third/src/lib.rs', '/w/src/lib.rs', 'src/lib.rs'], pathsOver(['/w/src/lib.rs'], '/w')), ['/w/src/lib.rs', 'src/lib.rs']);
  });

  it('does not search packages', () => assert.equal(pathsOver(['/w/node_modules/x/a.c'], '/w').resolve('a.c'), null));

  it('leads from a file to the names that a module has for it', () => {
    const paths = pathsOver(['/w/src/a.c', '/w/lib/a.c'], '/w');
    assert.deepEqual(namesOfFile('/w/src/a.c', ['/ci/src/a.c', '/ci/lib/a.c', 'b.c'], paths), ['/ci/src/a.c']);
  });

  it('takes the longest tail among names that lead nowhere', () => {
    const paths = pathsOver([], '/w');
    assert.deepEqual(namesOfFile('/w/src/a.c', ['/ci/src/a.c', '/ci/old/a.c'], paths), ['/ci/src/a.c']);
  });
});
