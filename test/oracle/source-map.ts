import { posix } from 'node:path';
import type { ModuleOffset } from '../../src/base/offsets';
import { moduleOffset } from '../../src/base/offsets';
import type { ModuleSymbols } from '../../src/symbols/module-symbols';
import type { Comparison, Difference } from './comparison';
import { sample } from './comparison';
import { instructionsOf } from './frames';

interface RawMap {
  readonly sources: readonly string[];
  readonly sourceRoot?: string;
  readonly mappings: string;
}

interface Mapping {
  readonly offset: number;
  readonly place: string;
}

const NOWHERE = 'nowhere';

/** Places at instructions as the map's mappings say, decoded letter by letter (ECMA-426): the last mapping before, in the same function. */
export function compareSourceMap(symbols: ModuleSymbols, json: string, places = Infinity): Comparison {
  const mappings = decode(JSON.parse(json) as RawMap);
  const differing: Difference[] = [];
  let compared = 0;
  for (const offset of sample(instructionsOf(symbols.module), places).map(moduleOffset)) {
    const theirs = placeIn(mappings, symbols.module.functionAt(offset)!.bodyStart, offset);
    const [frame] = symbols.framesAt(offset);
    // What has no source is shown as line 0 of the file around it.
    const ours = frame?.file && frame.line > 0 ? `${frame.file}:${frame.line}:${frame.column}` : NOWHERE;
    compared++;
    if (ours !== theirs) differing.push({ place: `0x${offset.toString(16)}`, reason: null, ours, theirs });
  }
  return { compared, differing };
}

function placeIn(mappings: readonly Mapping[], bodyStart: ModuleOffset, offset: ModuleOffset): string {
  const last = mappings.findLast((mapping) => mapping.offset <= offset);
  if (!last || last.offset < bodyStart) return NOWHERE;
  // Where one statement ends and the next begins stand two mappings, in either order.
  return mappings.findLast((mapping) => mapping.offset === last.offset && mapping.place !== NOWHERE)?.place ?? NOWHERE;
}

function decode({ sources, sourceRoot = '', mappings }: RawMap): Mapping[] {
  let [offset, source, line, column] = [0, 0, 0, 0];
  return mappings.split(';')[0]!.split(',').map((segment) => {
    const [offsetStep, sourceStep, lineStep, columnStep] = numbersIn(segment);
    offset += offsetStep ?? 0;
    if (sourceStep === undefined) return { offset, place: NOWHERE };
    [source, line, column] = [source + sourceStep, line + lineStep!, column + columnStep!];
    const file = sources[source];
    return { offset, place: file === undefined ? NOWHERE : `${posix.join(sourceRoot, file)}:${line + 1}:${column + 1}` };
  });
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function numbersIn(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
