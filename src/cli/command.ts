import type { ParseArgsConfig } from 'node:util';

/** Exit codes are a contract: 0 done and nothing found, 1 could not do it, 2 findings at or above the threshold. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** After the program's name, as shown by --help. */
  readonly usage: string;
  readonly summary: string;
  /** How many arguments it takes at most, options and what stands after `--` apart. */
  readonly maxArguments: number;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** One line an option, for --help. */
  readonly optionHelp: Readonly<Record<string, string>>;
  run(input: CommandInput): Promise<ExitCode>;
}

export interface CommandInput {
  readonly positionals: readonly string[];
  readonly values: OptionValues;
  /** What stood after `--`, or null without one. */
  readonly command: readonly string[] | null;
}

/** Typed access to parsed options; each complaint says what to write instead. */
export class OptionValues {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }
}
