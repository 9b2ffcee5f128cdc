import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';

/** Code of others, fetched once: a source package of Debian, or a package of npm as it was published. */
export type Fetched = { readonly debian: string } | { readonly npm: string };

/** Its folder. Throws where it can be had neither from the cache nor from where it is published. */
export function fetchedSource(fetched: Fetched): string {
  const name = 'debian' in fetched ? fetched.debian : fetched.npm;
  const kept = join(cacheFolder('oracle', 'sources'), name.replace(/[^\w.-]/g, '_'));
  if (existsSync(kept)) return kept;
  const work = mkdtempSync(`${kept}.part-`);
  try {
    if ('debian' in fetched) fetchFromDebian(name, work);
    else fetchFromNpm(name, work);
    const [folder] = readdirSync(work, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    if (!folder) throw new Error(`${name} holds nothing`);
    renameSync(join(work, folder.name), kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return kept;
}

/** What the machine's own sources of packages publish as source; its configuration stays as it is. */
function fetchFromDebian(name: string, work: string): void {
  const state = cacheFolder('oracle', 'apt');
  const list = join(state, 'sources.list');
  const options = ['-qq', '-o', `Dir::Etc::SourceList=${list}`, '-o', 'Dir::Etc::SourceParts=/dev/null', '-o', `Dir::State::Lists=${cacheFolder('oracle', 'apt', 'lists')}`];
  if (!existsSync(list)) {
    const targets = execFileSync('apt-get', ['indextargets', '--format', 'deb-src $(SITE) $(CODENAME) $(COMPONENT)', 'Created-By: Packages'], { encoding: 'utf8' });
    // The release as it was published; its updates come and go.
    const release = targets.trim().split('\n').filter((target) => !/ \S+-(?:security|updates|backports) /.test(target));
    writeFileSync(list, `${[...new Set(release)].join('\n')}\n`);
    run('apt-get', [...options, 'update'], state);
  }
  run('apt-get', [...options, 'source', name], work);
}

function fetchFromNpm(name: string, work: string): void {
  run('npm', ['pack', '--silent', name], work);
  const [archive] = readdirSync(work);
  run('tar', ['xzf', archive!], work);
}

function run(tool: string, argv: string[], cwd: string): void {
  execFileSync(tool, argv, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
