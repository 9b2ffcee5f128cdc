import type * as FileSystem from 'node:fs';

const MAX_SOURCE_BYTES = 2 << 20;

/** Reads source files of the target, once each; null for what is no readable file of moderate size. */
export class SourceText {
  private readonly texts = new Map<string, string | null>();
  private readonly read: typeof FileSystem.readFileSync;
  private readonly stat: typeof FileSystem.statSync;

  /** The functions are taken now: a probe may wrap those of `fs` later. */
  constructor({ readFileSync, statSync }: typeof FileSystem) {
    this.read = readFileSync;
    this.stat = statSync;
  }

  of(file: string): string | null {
    if (!this.texts.has(file)) this.texts.set(file, this.load(file));
    return this.texts.get(file) ?? null;
  }

  private load(file: string): string | null {
    try {
      return this.stat(file).size <= MAX_SOURCE_BYTES ? this.read(file, 'utf8') : null;
    } catch {
      return null;
    }
  }
}
