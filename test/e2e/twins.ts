import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/findings/finding';
import { nodeBinaries } from '../tools';
import { runProgram } from './run-program';
import { markedLines } from './stories/story-table';

const brief = (findings: readonly Finding[]): string[] => findings.map(({ rule, at, message }) => `${rule} ${at ? `${at.file}:${at.line}` : '-'} ${message}`);

/**
 * Programs that stand alone: lines marked `BUG(rule)` must be found, each at its line, and nothing else; a program
 * without a mark must stay silent. `// PART OF x` in a program's first line names a file that another one starts.
 */
export function describeTwins(area: string, folder: string, nodes: readonly string[] = nodeBinaries(), { symbols = false } = {}): void {
  describe(`${area}: programs with a known fault, and innocent look-alikes`, function () {
    this.timeout(60_000);
    const programs = readdirSync(folder).filter((name) => /\.[cm]js$/.test(name) && !readFileSync(join(folder, name), 'utf8').startsWith('// PART OF'));
    for (const node of nodes) {
      for (const name of programs) {
        const text = readFileSync(join(folder, name), 'utf8');
        const parts = [name, ...readdirSync(folder).filter((part) => text.includes(`'./${part}'`) || text.includes(`'${part}'`))];
        const marks = markedLines(folder).filter(({ file }) => parts.includes(file));
        it(`${name}: ${marks.length === 0 ? 'silent' : [...new Set(marks.map(({ rule }) => rule))].join(', ')}`, async () => {
          const { findings, exitCode, output } = await runProgram(join(folder, name), { node, symbols });
          assert.equal(exitCode, 0, output);
          for (const mark of marks) {
            const hit = findings.some(({ rule, at }) => rule === mark.rule && at?.file === join(folder, mark.file) && at.line === mark.line);
            assert.ok(hit, `${mark.rule} expected at ${mark.file}:${mark.line}, found:\n${brief(findings).join('\n')}\n${output}`);
          }
          const rules = new Set(marks.map(({ rule }) => rule));
          assert.deepEqual(brief(findings.filter(({ rule }) => !rules.has(rule))), []);
        });
      }
    }
  });
}
