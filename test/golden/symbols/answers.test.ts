import { basename } from 'node:path';
import { moduleOffset } from '../../../src/base/offsets';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import { locate } from '../../../src/toolkit/locate';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { scope } from '../../../src/toolkit/scope';
import { symbolicate } from '../../../src/toolkit/symbolicate';
import { decodeBody } from '../../../src/wasm/function-body';
import { expectGolden } from '../../expect-golden';
import { fixtureNames, fixturePath } from '../../fixture-modules';

/** Every seventh instruction: all of them would bury a difference. */
const STRIDE = 7;
/** Runtime libraries that come along are no fixtures of ours. */
const OWN_FILE = /^\/fixtures\/|(?:^|\/)tally\.(?:c|ts)$/;

function sample(symbols: ModuleSymbols): number[] {
  const { module } = symbols;
  const own = [...module.functions].filter((fn) => OWN_FILE.test(symbols.functionAt(fn.bodyStart)?.file ?? '/fixtures/'));
  return own.flatMap((fn) => decodeBody(module, fn).instructions.map(({ offset }) => offset)).filter((_, index) => index % STRIDE === 0);
}

function frameLines(symbols: ModuleSymbols): string[] {
  return symbolicate(symbols, sample(symbols).map(moduleOffset)).map(({ offset, frames }) => {
    const texts = frames.map(({ function: fn, file, line, nearLine, column, inlined }) => `${fn} ${file ?? '-'}:${line}${nearLine === undefined ? '' : `~${nearLine}`}:${column}${inlined ? ' inlined' : ''}`);
    return `0x${offset.toString(16)} ${texts.join(' < ') || '-'}`;
  });
}

function breakpointLines(symbols: ModuleSymbols): string[] {
  const places = symbols.files().filter((file) => OWN_FILE.test(file)).flatMap((file) => Array.from({ length: 120 }, (_, index) => ({ file, line: index + 1 })));
  return locate(symbols, places).filter(({ resolved }) => resolved !== null).map(({ requested, resolved, offsets }) => `${requested.file}:${requested.line} -> ${resolved!.line} ${offsets.map((offset) => `0x${offset.toString(16)}`).join(' ')}`);
}

function scopeLines(symbols: ModuleSymbols): string[] {
  let before = '';
  return scope(symbols, sample(symbols).map(moduleOffset)).flatMap(({ offset, frames }) => {
    const text = frames.map(({ function: fn, variables }) => `  ${fn}\n${variables.map(({ name, type, kind, depth, location, available }) => `    ${kind} ${depth} ${name}: ${type} = ${available ? location : '-'}\n`).join('')}`).join('');
    if (text === before) return [];
    before = text;
    return [`0x${offset.toString(16)}\n${text}`];
  });
}

describe('answers', () => {
  // What Node 20 does not run yet is apart from the other fixtures.
  for (const name of [...fixtureNames(), 'newer/proposals.wasm']) {
    it(`about ${name}`, async () => {
      const symbols = await openModuleFile(fixturePath(name));
      const text = [
        `kinds: ${symbols.kinds.join(' ')}; DWARF ${symbols.dwarfVersions.join(' ')}; units: ${symbols.unitCount}`,
        ...symbols.problems.map(({ message }) => `problem: ${message}`),
        '', '# symbolicate', ...frameLines(symbols),
        '', '# locate', ...breakpointLines(symbols),
        '', '# scope', ...scopeLines(symbols),
      ].join('\n');
      expectGolden(`symbols/${basename(name, '.wasm')}.txt`, `${text}\n`);
    });
  }
});
