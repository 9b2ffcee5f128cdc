/** Qualified names of C++ and Rust, taken apart at what is not inside of arguments. */

/** Without template and generic arguments. */
export function withoutArguments(name: string): string {
  let depth = 0;
  let plain = '';
  for (let at = 0; at < name.length; at++) {
    const character = name[at]!;
    if (character === '<') depth++;
    else if (character === '>' && name[at - 1] !== '-') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += character;
  }
  return plain;
}

/** After the last `::` that is not inside of arguments. */
export function lastPart(name: string): string {
  let depth = 0;
  for (let at = name.length - 1; at > 0; at--) {
    const character = name[at];
    if ((character === '>' && name[at - 1] !== '-') || character === ')') depth++;
    else if (character === '<' || character === '(') depth--;
    else if (depth === 0 && character === ':' && name[at - 1] === ':') return name.slice(at + 1);
  }
  return name;
}

/** Whether a path is a longer one with scopes left out, as inline and unnamed namespaces are: `geo::Point` of `geo::v2::Point`. */
export function isShortFor(short: string, path: string): boolean {
  const wanted = short.split('::');
  const parts = path.split('::');
  if (wanted.at(-1) !== parts.at(-1)) return false;
  let found = 0;
  for (const part of parts) if (part === wanted[found]) found++;
  return found === wanted.length;
}
