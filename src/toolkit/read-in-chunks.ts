import { open } from 'node:fs/promises';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';

/** How a file is read that may be large. */
export interface Reading {
  readonly signal?: AbortSignal;
  /** How much has been read, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

const CHUNK_BYTES = 4 << 20;

/** Reads a file whole, with room for other work between chunks. Rejects with a UserError, or with the signal's reason. */
export async function readInChunks(path: string, { signal, onProgress }: Reading = {}): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, messageFor(error));
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw unreadable(path, 'it is no file');
    const { size } = stats;
    if (size > LIMITS.symbols.moduleBytes) throw unreadable(path, `${size} bytes are more than a module may have (${LIMITS.symbols.moduleBytes})`);
    const bytes = new Uint8Array(size);
    let done = 0;
    while (done < size) {
      const { bytesRead } = await file.read(bytes, done, Math.min(CHUNK_BYTES, size - done));
      signal?.throwIfAborted();
      if (bytesRead === 0) throw unreadable(path, 'it became shorter while it was read: try again when it is complete');
      done += bytesRead;
      onProgress?.(done / size);
    }
    return bytes;
  } finally {
    await file.close();
  }
}

function unreadable(path: string, why: string): UserError {
  return new UserError(`${path} can't be read: ${why}`);
}
