import { join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { askEverything } from './ask-everything';

/** The largest module of these tests takes a fraction of a second, on a busy machine too. */
const HANGS_AFTER_MS = 60_000;
const HEAP_MEGABYTES = 512;
/** Beside the heap, in typed arrays, while everything that was asked for is held. */
const BUFFER_MEGABYTES = 256;

/** What the worker is told to load: a module that exports `cases`. */
export interface CaseSource {
  /** The bytes that a seed stands for, and what they were made of. */
  caseOf(seed: number): { readonly name: string; readonly bytes: Uint8Array };
}

export interface RunOptions {
  /** File that exports a CaseSource as `cases`. */
  readonly source: string;
  readonly first: number;
  readonly count: number;
}

/**
 * Asks everything of one case after the other in a worker with little memory, so that a hang or a flood of memory is a
 * failure that names its seed. Rejects with the first failure.
 */
export async function runCases({ source, first, count }: RunOptions): Promise<void> {
  // tsx must be there before the worker's own code is.
  const worker = new Worker(`require('tsx/cjs'); require(${JSON.stringify(join(__dirname, 'damage-run.ts'))}).work()`, {
    eval: true,
    workerData: { source, first, count },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  let seed = first;
  let hung: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const watch = (): void => {
        clearTimeout(hung);
        hung = setTimeout(() => reject(new Error(`no answer in ${HANGS_AFTER_MS} ms`)), HANGS_AFTER_MS);
      };
      watch();
      worker.on('message', (next: number) => {
        seed = next;
        watch();
      });
      worker.on('error', reject);
      worker.on('exit', () => (seed === first + count ? resolve() : reject(new Error('the worker ended early'))));
    });
  } catch (error) {
    throw new Error(`WASMSCOPE_SEED=${seed} fails: ${error instanceof Error ? error.stack : String(error)}`, { cause: error });
  } finally {
    clearTimeout(hung);
    await worker.terminate();
  }
}

/** The worker's side. Says which seed it is about to try, last the one that it does not try any more. */
export async function work(): Promise<void> {
  const { source, first, count } = workerData as RunOptions;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- named by the test
  const { cases } = require(source) as { readonly cases: CaseSource };
  for (let seed = first; seed < first + count; seed++) {
    parentPort!.postMessage(seed);
    await askEverything(cases.caseOf(seed).bytes);
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers > BUFFER_MEGABYTES * 2 ** 20) throw new Error(`${arrayBuffers} bytes in buffers`);
  }
  parentPort!.postMessage(first + count);
}

/** The seeds to try: WASMSCOPE_SEED alone, where it is set; else `count` of them, the same ones each time. */
export function seeds(count: number): { readonly first: number; readonly count: number } {
  const only = process.env['WASMSCOPE_SEED'];
  return only === undefined ? { first: 1, count } : { first: Number(only), count: 1 };
}
