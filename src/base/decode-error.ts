import { LIMITS } from './limits';

/** Malformed input: expected, never fatal. The reader keeps everything it read before it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** `offset` counts bytes from the start of the file (or of the named section where no file is known). */
  constructor(
    readonly section: string,
    readonly offset: number,
    readonly reason: string,
  ) {
    super(`${section} at 0x${offset.toString(16)}: ${reason}`);
  }
}

/** Runs one step. A DecodeError joins `problems`; any other error is our own bug and still throws. */
export function attempt<T>(problems: DecodeError[], step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    note(problems, error);
    return undefined;
  }
}

/** Damage can be everywhere: what stands in ten thousand places is not told better by more. */
export function note(problems: DecodeError[], problem: DecodeError): void {
  if (problems.length < LIMITS.problems) problems.push(problem);
}
