export interface NameInText {
  readonly name: string;
  /** Both from 0. */
  readonly line: number;
  readonly column: number;
}

/** A function in sight is seldom longer; what is above is not looked at. */
const MOST_LINES = 400;

/** Where a function of Rust or Zig begins, and one of C or C++: at the margin, unless it is a member. */
const FUNCTION_HEAD = /^\s*(?:[\w("]+[) ]+)*fn\s+\w|^[A-Za-z_][\w\s*&:<>,~]*\([^;]*$/;

/** Text in which no names are: strings, characters (no lifetimes: they have no closing quote) and comments. */
const LITERAL = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.[^']*)'|\/\/.*|\/\*.*?(?:\*\/|$)/g;

/** A name that is neither a member, nor called, nor a path's or a macro's, nor a lifetime. */
const NAME = /(?<![\w$'#])(?<!(?<!\.)\.|->|::)[A-Za-z_]\w*(?!\w|\s*(?:\(|::|!(?!=)|:\s*:))/g;

/**
 * What may be a variable, in the lines from `first` to `stopped` that belong to the function around `stopped`: each name
 * once a line. Made for Rust, Zig, C and C++; a name that is none is asked for in vain.
 */
export function variableNames(lineAt: (line: number) => string, first: number, stopped: number): NameInText[] {
  const found: NameInText[] = [];
  for (let line = stopped; line >= Math.max(0, first, stopped - MOST_LINES); line--) {
    const text = lineAt(line);
    found.unshift(...namesIn(text, line));
    if (FUNCTION_HEAD.test(text)) break;
  }
  return found;
}

function namesIn(text: string, line: number): NameInText[] {
  const code = text.replace(LITERAL, (literal) => ' '.repeat(literal.length));
  const names = new Map<string, NameInText>();
  for (const { 0: name, index } of code.matchAll(NAME)) if (!names.has(name)) names.set(name, { name, line, column: index });
  return [...names.values()];
}
