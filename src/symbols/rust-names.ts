/** Generic arguments longer than this hide the name that they belong to. */
const MAX_GENERICS = 60;

/**
 * A function's demangled symbol as its authors write the path. `entryPath` is what its debug information calls it: that
 * tells an async fn's state machine and an async block from a closure, and the arguments that legacy symbols leave out.
 * `worker::run::{closure}`, `service::answer (async fn)`, `service::answer::{async block}`, `worker::sum::<u32>`.
 */
export function rustFunctionName(demangled: string, entryPath?: string): string {
  const shown = splitPath(demangled);
  const entries = entryPath === undefined ? [] : splitPath(entryPath);
  const parts: string[] = [];
  let entry = entries.length - 1;
  let generics = '';
  let isAsyncFn = false;
  for (let position = shown.length - 1; position >= 0; position--) {
    const part = shown[position]!;
    const told = entries[entry];
    if (isArguments(part, position)) {
      parts.unshift(closuresNamed(part));
      continue;
    }
    const compilerMade = madeByCompiler(part, told);
    if (told !== undefined && (compilerMade ? told.startsWith('{') : withoutGenerics(told) === part)) {
      generics ||= genericsOf(told);
      entry--;
    } else entry = -1;
    if (compilerMade?.kind === 'async_fn') isAsyncFn ||= position === shown.length - 1;
    else if (compilerMade) parts.unshift(shownAs(compilerMade));
    else {
      if (generics !== '' && entry >= -1 && !shown[position + 1]?.startsWith('<') && !shown.slice(0, position).some((before) => before.includes('<'))) parts.unshift(generics);
      generics = '';
      parts.unshift(closuresNamed(part));
    }
  }
  return parts.join('::') + (isAsyncFn ? ' (async fn)' : '');
}

interface CompilerMade {
  readonly kind: string;
  readonly number: number;
}

/** A closure of a symbol, with the kind that its entry tells. */
function madeByCompiler(part: string, entry: string | undefined): CompilerMade | undefined {
  if (!part.startsWith('{')) return undefined;
  const told = /^\{(?!impl)(\w+)#(\d+)\}/.exec(entry ?? '') ?? /^\{(?!impl)(\w+)#(\d+)\}$/.exec(part);
  if (told) return { kind: told[1]!, number: Number(told[2]) };
  return part === '{{closure}}' ? { kind: 'closure', number: 0 } : undefined;
}

const shownAs = ({ kind, number }: CompilerMade): string => `{${kind.replaceAll('_', ' ')}${number === 0 ? '' : `#${number}`}}`;

/** The same among the generic arguments of other names, where entries name the state of a closure (`…_env`) as its type. */
function closuresNamed(part: string): string {
  return part
    .replaceAll('{{closure}}', '{closure}')
    .replace(/::\{async_fn(?:_env)?#\d+\}/g, '')
    .replace(/\{(?!impl)([a-z_]+?)(?:_env)?#(\d+)\}/g, (_, kind: string, number: string) => shownAs({ kind, number: Number(number) }));
}

const isArguments = (part: string, position: number): boolean => position > 0 && part.startsWith('<');

function withoutGenerics(part: string): string {
  const start = part.startsWith('<') ? -1 : part.indexOf('<');
  return start < 0 ? part : part.slice(0, start);
}

function genericsOf(entry: string): string {
  const generics = entry.slice(withoutGenerics(entry).length);
  if (!generics.startsWith('<')) return '';
  const readable = closuresNamed(generics);
  return readable.length > MAX_GENERICS ? '<…>' : readable;
}

/** At each `::` that is not inside of arguments. */
function splitPath(path: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < path.length; at++) {
    const character = path[at]!;
    if ('<([{'.includes(character)) depth++;
    else if (')]}'.includes(character) || (character === '>' && path[at - 1] !== '-')) depth--;
    else if (depth === 0 && character === ':' && path[at + 1] === ':') {
      parts.push(path.slice(start, at));
      start = at + 2;
      at++;
    }
  }
  return [...parts, path.slice(start)];
}
