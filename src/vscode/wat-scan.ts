/** A comment, a string, a bracket or a word of WebAssembly text; half open, offsets in the text. */
export interface WatToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Comments, strings, brackets and words (Wasm 3.0, 6.3); whatever else there is goes by. */
const TOKEN = /;;[^\n]*|\(;|"(?:[^"\\\n]|\\.)*"?|\$"(?:[^"\\\n]|\\.)*"?|\(@?|\)|[^\s()";]+/g;

/** Every token in turn; text that is being written is no error. */
export function* scanWat(text: string): Generator<WatToken, void> {
  const tokens = new RegExp(TOKEN);
  for (let match = tokens.exec(text); match; match = tokens.exec(text)) {
    const start = match.index;
    if (match[0] === '(;') tokens.lastIndex = blockCommentEnd(text, start);
    yield { text: text.slice(start, tokens.lastIndex), start, end: tokens.lastIndex };
  }
}

export function isWatComment({ text }: WatToken): boolean {
  return text.startsWith('(;') || text.startsWith(';;');
}

/** They nest. */
function blockCommentEnd(text: string, start: number): number {
  const edges = /\(;|;\)/g;
  edges.lastIndex = start + 2;
  let depth = 1;
  for (let edge = edges.exec(text); edge; edge = edges.exec(text)) {
    depth += edge[0] === '(;' ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return text.length;
}
