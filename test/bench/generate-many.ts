/**
 * Makes a module of very many small units, the kind that large C programs have: each a file with a few functions, and a
 * dozen headers that all include. Kept in the cache, never in the repository.
 */
import { cacheFolder } from '../cache-folder';
import { linkedUnits } from './linked-units';
import type { LargeModule } from './generate-large';

const HEADERS = 12;
const FUNCTIONS = 4;

/** null without clang-19 and wasm-ld-19. */
export async function manyUnits(units: number): Promise<LargeModule | null> {
  const middle = units >> 1;
  const nameOf = (unit: number): string => `part${unit}.c`;
  const headers = new Map(numbers(HEADERS).map((header) => [`shared${header}.h`, headerText(header)]));
  const path = await linkedUnits(cacheFolder('bench', `many-${units}`), { count: units, compiler: 'clang-19', flags: ['-O1'], headers, nameOf, textOf });
  const line = textOf(middle).split('\n').findIndex((text) => text.includes('total += ')) + 1;
  return path === null ? null : { path, file: nameOf(middle), line };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function headerText(header: number): string {
  return `#pragma once
struct shared${header} { int first; double second; struct shared${header} *next; };
static inline int sum${header}(const struct shared${header} *item) {
  int sum = 0;
  for (; item; item = item->next) sum += item->first;
  return sum;
}
`;
}

function textOf(unit: number): string {
  const functions = numbers(FUNCTIONS).map((index) => `__attribute__((export_name("part${unit}_${index}"))) int part${unit}_${index}(const struct shared${(unit + index) % HEADERS} *item, int rounds) {
  int total = rounds;
  for (int round = 0; round < rounds; round++) {
    total += sum${(unit + index) % HEADERS}(item) * round;
  }
  return total;
}`);
  return [...numbers(HEADERS).map((header) => `#include "shared${header}.h"`), ...functions, ''].join('\n');
}
