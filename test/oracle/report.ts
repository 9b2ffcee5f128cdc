/**
 * Compares the whole corpus with the oracles and prints the tables of docs/exactness.md: `npx tsx test/oracle/report.ts`, or
 * with `--write` into that page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageFor } from '../../src/base/user-error';
import { root } from '../tools';
import { compareModule } from './compare-module';
import type { Comparison, Difference } from './comparison';
import { REASONS } from './comparison';
import { builtModule } from './recipe';
import { CORPUS } from './recipes';

const SIZES = { places: 3000, functions: 150 };
const PAGE = join(root, 'docs', 'exactness.md');
const MARK = '<!-- printed by test/oracle/report.ts -->';

interface Row {
  readonly module: string;
  readonly compared: Record<string, Comparison>;
}

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const recipe of CORPUS) {
    try {
      rows.push({ module: recipe.name, compared: await compareModule(await builtModule(recipe), SIZES) });
    } catch (error) {
      console.error(`${recipe.name}: ${messageFor(error).split('\n')[0]}`);
    }
  }
  const text = [MARK, '', totals(rows), '', perModule(rows), '', differences(rows), ''].join('\n');
  if (!process.argv.includes('--write')) return console.log(text);
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, page.slice(0, page.indexOf(MARK)) + text);
}

const KINDS = ['frames', 'line rows', 'variables', 'source map'];

function totals(rows: readonly Row[]): string {
  const lines = KINDS.map((kind) => {
    const all = rows.flatMap(({ compared }) => compared[kind] ?? []);
    return `| ${kind} | ${all.length} | ${number(all.reduce((sum, { compared }) => sum + compared, 0))} | ${share({ compared: all.reduce((sum, { compared }) => sum + compared, 0), differing: all.flatMap(({ differing }) => differing) })} |`;
  });
  return ['| what | modules | answers compared | agree |', '|---|---|---|---|', ...lines].join('\n');
}

function perModule(rows: readonly Row[]): string {
  const cell = (comparison: Comparison | undefined): string => (comparison ? `${number(comparison.compared)}: ${share(comparison)}` : '');
  return [`| module | ${KINDS.join(' | ')} |`, `|---|${KINDS.map(() => '---').join('|')}|`, ...rows.map(({ module, compared }) => `| ${module} | ${KINDS.map((kind) => cell(compared[kind])).join(' | ')} |`)].join('\n');
}

/** Alike where the innermost functions are. */
function differences(rows: readonly Row[]): string {
  const groups = new Map<string, { count: number; modules: Set<string> }>();
  for (const { module, compared } of rows) {
    for (const difference of Object.values(compared).flatMap(({ differing }) => differing)) {
      const key = `${difference.reason ?? 'unexplained'} | ${innermost(difference.ours)} | ${innermost(difference.theirs)}`;
      const group = groups.get(key) ?? { count: 0, modules: new Set() };
      group.count++;
      groups.set(key, { ...group, modules: group.modules.add(module) });
    }
  }
  const lines = [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, { count, modules }]) => `| ${key} | ${count} | ${[...modules].join(', ')} |`);
  const reasons = Object.entries(REASONS).map(([reason, text]) => `- **${reason}**: ${text}`);
  return [...reasons, '', '| reason | innermost of ours | innermost of the oracle | instructions | modules |', '|---|---|---|---|---|', ...lines].join('\n');
}

function innermost(chain: Difference['ours']): string {
  const [frame, ...callers] = chain.split(' < ');
  return `\`${frame!.split(' ')[0]!.slice(0, 70) || 'no name'}\`${callers.length > 0 ? ` + ${callers.length}` : ''}`;
}

function share({ compared, differing }: Comparison): string {
  return differing.length === 0 ? '100 %' : `${(100 * (1 - differing.length / compared)).toFixed(2)} % (${differing.length} differ)`;
}

const number = (value: number): string => value.toLocaleString('en');

void main();
