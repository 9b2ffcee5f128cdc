import workerSource from 'worker:./read-worker';
import type { FromReadWorker } from './read-worker';

export type ReadProfile = Extract<FromReadWorker, { readonly kind: 'read' }>;

/**
 * Reads a profile beside the page, which stays alive meanwhile; `onProgress` hears which part has been read, from 0 to 1.
 * Rejects with what is wrong with the file, or with the signal's reason, and then nothing goes on.
 */
export async function readInWorker(bytes: ArrayBuffer, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<ReadProfile> {
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = ({ data }: MessageEvent<FromReadWorker>) => {
        if (data.kind === 'progress') onProgress(data.fraction);
        else if (data.kind === 'read') resolve(data);
        else reject(new Error(data.message));
      };
      worker.postMessage(bytes, [bytes]);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}
