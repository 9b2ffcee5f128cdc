import { liveBlocksOf } from '../allocation/live-blocks';
import type { InstanceRecord } from '../probe';
import { allocatorState } from './allocator-state';
import { InstanceState } from './instance-state';
import { memoryLayout } from './memory-layout';

/** Words of an instance's state (`InstanceState`): the program's own, and those that may be. The rest is its allocator's. */
export interface WordsOfProgram {
  readonly certain: readonly number[];
  readonly unsure: readonly number[];
}

/** Operations share an allocator's books by design: what they do to these is no state of the program's. */
export function wordsOfProgram(record: InstanceRecord, words: readonly number[]): WordsOfProgram {
  const books = words.length === 0 ? 'none' : allocatorState(record.compiled.module);
  if (books === 'none') return { certain: words, unsure: [] };
  const { globalBytes } = InstanceState.of(record);
  const globals = words.filter((word) => word < globalBytes);
  const inMemory = words.filter((word) => word >= globalBytes);
  if (books === 'unknown') return { certain: globals, unsure: inMemory };
  const inHeap = inMemory.filter((word) => word - globalBytes >= books.heapStart);
  const isBook = (address: number): boolean => books.ranges.some(([start, end]) => address >= start && address < end);
  const inData = inMemory.filter((word) => word - globalBytes < books.heapStart && !isBook(word - globalBytes));
  const instance = record.ref.deref();
  const blocks = instance && liveBlocksOf(instance);
  if (!blocks) return { certain: [...globals, ...inData], unsure: inHeap };
  // An arena may be an array among static data: what lies behind its blocks is the program's again.
  const dataEnd = memoryLayout(record.compiled.module).heapStart;
  const blocksEnd = blocks.endAddress();
  const held = blocks.heldOf(inHeap.map((word) => word - globalBytes));
  const isHeld = (address: number): boolean => held.has(address) || (address < dataEnd && address >= blocksEnd);
  return { certain: [...globals, ...inData, ...inHeap.filter((word) => isHeld(word - globalBytes))], unsure: [] };
}
