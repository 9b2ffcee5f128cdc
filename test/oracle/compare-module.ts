import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openModuleFile } from '../../src/toolkit/open-module';
import type { Comparison } from './comparison';
import { compareFrames } from './frames';
import { compareRows } from './rows';
import { compareSourceMap } from './source-map';
import { compareVariables } from './variables';

export interface Sizes {
  /** Instructions whose frames are asked for. */
  readonly places: number;
  /** Functions whose variables are asked for. */
  readonly functions: number;
}

/** All that the oracles can say of a module, by what was compared. */
export async function compareModule(path: string, { places, functions }: Sizes): Promise<Record<string, Comparison>> {
  const symbols = await openModuleFile(path);
  // DWARF comes first where there are both.
  if (symbols.kinds.includes('source-map') && !symbols.kinds.includes('dwarf')) return { 'source map': compareSourceMap(symbols, readFileSync(`${path}.map`, 'utf8'), places) };
  const folder = dirname(path);
  return { frames: compareFrames(symbols, places, folder), 'line rows': compareRows(symbols.module), variables: compareVariables(symbols, functions, folder) };
}
