import { stat } from 'node:fs/promises';

/** What was looked for on disk, found or not: tells later whether looking again would find the same. */
export class FileTrail {
  private readonly stamps = new Map<string, string>();

  /** To be called before the file, or the folder's list, is read. */
  async note(path: string): Promise<void> {
    this.stamps.set(path, await stampOf(path));
  }

  async isUnchanged(): Promise<boolean> {
    const compared = await Promise.all([...this.stamps].map(async ([path, stamp]) => (await stampOf(path)) === stamp));
    return !compared.includes(false);
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return 'nothing';
  }
}
