import assert from 'node:assert/strict';
import { debugSections } from '../../src/dwarf/debug-sections';
import { DwarfFile } from '../../src/dwarf/dwarf-file';
import { rangesOf } from '../../src/dwarf/range-list';
import { openSymbols } from '../../src/symbols/open-symbols';
import type { WasmFunction } from '../../src/wasm/module';
import { readModule } from '../../src/wasm/read-module';
import { fixture } from '../fixture-modules';
import { seeds } from './damage-run';
import { Dice } from './dice';

const original = fixture('heap-wasi-libc.wasm');
const module = readModule(original);
const { units } = new DwarfFile(debugSections((name) => module.customSection(name)), []);
const infoStart = module.sections.find(({ name }) => name === '.debug_info')!.payloadOffset;

/** Positions of the units whose code takes in the function. */
function unitsOf({ bodyEnd }: WasmFunction): number[] {
  const end = bodyEnd - module.codeStart!;
  return [...units.keys()].filter((position) => rangesOf(units[position]!.root).some((range) => range.start < end && range.end >= end));
}

/** What is said of a function's start and of its middle. */
async function answers(bytes: Uint8Array): Promise<readonly string[]> {
  const symbols = await openSymbols(readModule(bytes));
  return [...symbols.module.functions].map(({ bodyStart, bodyEnd }) => {
    const middle = (bodyStart + Math.floor((bodyEnd - bodyStart) / 2)) as typeof bodyStart;
    const frames = symbols.framesAt(middle).map((frame) => `${frame.function} ${frame.file}:${frame.line}:${frame.column}`);
    return [...frames, ...symbols.variablesAt(middle).flat().map(({ name, location }) => `${name} ${location}`)].join('\n');
  });
}

describe('units beside a damaged one', () => {
  const CASES = seeds(60);

  it(`answer as before, ${CASES.count} times`, async () => {
    const before = await answers(original);
    const owners = [...module.functions].map(unitsOf);
    assert.ok(units.length > 5 && owners.filter((owner) => owner.length === 1).length > 10);
    for (let seed = CASES.first; seed < CASES.first + CASES.count; seed++) {
      const dice = new Dice(seed);
      const damaged = dice.below(units.length);
      const { offset, end } = units[damaged]!.header;
      const bytes = original.slice();
      // All but the length, without which nobody knows where the next unit begins.
      for (let count = 1 + dice.below(30); count > 0; count--) bytes[infoStart + offset + 4 + dice.below(end - offset - 4)] = dice.below(256);
      const after = await answers(bytes);
      for (const [position, owner] of owners.entries()) {
        if (owner.length > 0 && !owner.includes(damaged)) assert.equal(after[position], before[position], `WASMSCOPE_SEED=${seed}, function ${position}`);
      }
    }
  });
});
