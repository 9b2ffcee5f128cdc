import { readFileSync, statSync } from 'node:fs';
import { LIMITS } from '../base/limits';

/** Lines of source files that are there, each file read once; what can't be read has no lines. */
export class SourceLines {
  private readonly files = new Map<string, readonly string[]>();

  /** `line` counts from 1. */
  at(file: string, line: number): string | undefined {
    const known = this.files.get(file) ?? read(file);
    this.files.set(file, known);
    return known[line - 1];
  }
}

function read(file: string): readonly string[] {
  try {
    const { size } = statSync(file);
    return size <= LIMITS.symbolsWorker.sourceBytes ? readFileSync(file, 'utf8').split(/\r?\n/) : [];
  } catch {
    return [];
  }
}
