import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { root } from '../../tools';

/**
 * Builds a story into `target` with every file, function, route and variable of its own renamed, in all its languages
 * alike, so that nothing but the mechanism is left for a rule to recognise. Names that belong to Node, to the standard
 * libraries or to the tools stay, of course. Returns the entries' new names.
 */
export function buildRenamed(story: string, target: string): { broken: string; mended: string } {
  const from = join(root, 'examples', story);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const texts = readdirSync(from).filter((name) => TEXT.test(name) && !isGenerated(join(from, name)));
  const stems = [...new Set(readdirSync(from).filter((name) => name !== 'build.mjs' && (TEXT.test(name) || BUILT.test(name))).map(stemOf))];
  const stemNames = new Map(stems.map((stem, index) => [stem, `part${index}`]));
  const files = new Map(texts.filter((name) => name !== 'build.mjs').map((name) => [name, stemNames.get(stemOf(name))! + name.slice(stemOf(name).length)]));
  const sources = texts.map((name) => ({ name, text: readFileSync(join(from, name), 'utf8') }));
  const names = new Map([...declaredNames(sources)].map((name, index) => [name, renamedIdentifier(name, index)]));
  const routes = new Map([...routesIn(sources)].map((route, index) => [route, `way${index}`]));
  for (const { name, text } of sources) {
    writeFileSync(join(target, files.get(name) ?? name), renameAll(text, stemNames, routes, names));
  }
  for (const name of readdirSync(from)) {
    // Data that a program reads comes along as it is; what build.mjs makes is made again.
    if (!TEXT.test(name) && !BUILT.test(name)) cpSync(join(from, name), join(target, name), { recursive: true });
  }
  execFileSync(process.execPath, ['build.mjs'], { cwd: target, stdio: 'pipe' });
  return { broken: files.get('broken.mjs')!, mended: files.get('mended.mjs')! };
}

const TEXT = /\.(mjs|cjs|js|rs|c|h|cc|cpp|html)$/;
const BUILT = /\.(wasm|map|o|wasm\.map)$/;

/** A compiler's JavaScript output, not a source. */
function isGenerated(path: string): boolean {
  return statSync(path).size > 40_000;
}

const stemOf = (name: string): string => name.slice(0, name.indexOf('.'));

/** The same case as before, so that constants stay constants and types types. */
function renamedIdentifier(name: string, index: number): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(name)) return `NAME_${index}`;
  if (/^[A-Z]/.test(name)) return `Name${index}`;
  return `name_${index}`;
}

const DECLARATIONS: Record<string, readonly RegExp[]> = {
  js: [
    /\b(?:function\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)/g,
    /\b(?:async\s+)?function\*?\s*[\w$]*\s*\(([^)]*)\)/g,
    /\(([\w$,\s]*)\)\s*=>/g,
    /\b([\w$]+)\s*=>/g,
  ],
  rs: [/\b(?:fn|struct|enum|static(?:\s+mut)?|const|let(?:\s+mut)?|mod|type|trait)\s+([A-Za-z_]\w*)/g, /\b([a-z_]\w*)\s*:\s*[&*A-Za-z[(]/g],
  c: [/\b(?:int|float|double|char|void|unsigned|long|size_t|bool|u?int\d+_t|struct\s+\w+)\b[\s*]*\b([A-Za-z_]\w*)\s*(?=[(=;,)[])/g, /\bstruct\s+([A-Za-z_]\w*)/g],
};
const LANGUAGE: Record<string, string> = { '.mjs': 'js', '.cjs': 'js', '.js': 'js', '.html': 'js', '.rs': 'rs', '.c': 'c', '.h': 'c', '.cc': 'c', '.cpp': 'c' };

function declaredNames(sources: readonly { name: string; text: string }[]): Set<string> {
  const found = new Set<string>();
  for (const { name, text } of sources) {
    if (name === 'build.mjs') continue;
    for (const pattern of DECLARATIONS[LANGUAGE[extname(name)]!] ?? []) {
      for (const match of withoutComments(text).matchAll(pattern)) {
        for (const word of match[1]!.split(/[^\w$]+/)) if (isOwnName(word)) found.add(word);
      }
    }
  }
  return found;
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

/** Longer than two letters, and neither a word of the languages nor a name of their libraries. */
function isOwnName(word: string): boolean {
  return word.length > 2 && /^[A-Za-z_]/.test(word) && !RESERVED.has(word);
}

const RESERVED = new Set([...libraryNames(), ...LANGUAGE_WORDS()]);

/** Every property name reachable from the globals and built-in modules of Node: renaming one of those would break calls. */
function libraryNames(): Set<string> {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (value: unknown, depth: number): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 4) return;
    seen.add(value);
    for (const key of Object.getOwnPropertyNames(value)) {
      names.add(key);
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      if (descriptor && 'value' in descriptor) visit(descriptor.value, depth + 1);
    }
    visit(Object.getPrototypeOf(value), depth + 1);
  };
  visit(globalThis, 0);
  for (const name of builtinModules) {
    if (name.startsWith('_') || name.includes('/') || name === 'sys' || name === 'wasi') continue;
    visit(process.getBuiltinModule(name), 1);
    names.add(name);
  }
  return names;
}

function LANGUAGE_WORDS(): string[] {
  return `
    async await break case catch class const continue debugger default delete else export extends false finally for from function get import instanceof let new null of return set
    static super switch this throw true try typeof undefined var void while with yield arguments
    Iterator Item as crate dyn enum extern fn impl in loop match mod move mut pub ref self Self static struct trait type unsafe use where usize isize u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 bool char str String Vec Box Option Some None
    Result Ok Err iter into_iter enumerate len push pop map filter collect fold sum zip chunks windows as_ptr as_mut_ptr as_slice from_raw_parts from_raw_parts_mut slice ptr mem core alloc std vec format panic
    auto double float int long short signed sizeof struct typedef union unsigned volatile inline restrict size_t malloc calloc realloc free memcpy memset memmove strlen main include define
    port host path url status body headers method code error message data end key value type name signal input options values load json text buffer bytes memory exports instance module row score env ref
    result request response address server read write low high major minor argv file line size count index mode flags
    panic_handler PanicInfo target_arch wasm32 no_mangle inline never always cfg global_allocator feature
    next then done entries keys has add catch finally
    wasmBinary wasmMemory locateFile onRuntimeInitialized mergeInto LibraryManager Asyncify HEAPF32 HEAPU8 ccall cwrap UTF8ToString handleAsync`
    .split(/\s+/)
    .filter((word) => word !== '');
}

function routesIn(sources: readonly { name: string; text: string }[]): Set<string> {
  const found = new Set<string>();
  for (const { name, text } of sources) {
    if (LANGUAGE[extname(name)] !== 'js' || name === 'build.mjs') continue;
    for (const match of text.matchAll(/['"`]\/([a-z][\w-]*)(?=['"`?/])/g)) found.add(match[1]!);
  }
  return found;
}

function renameAll(text: string, stems: ReadonlyMap<string, string>, routes: ReadonlyMap<string, string>, names: ReadonlyMap<string, string>): string {
  let out = text;
  const placeholders: string[] = [];
  const protect = (value: string): string => `\uE000${placeholders.push(value) - 1}\uE000`;
  // A file name, whatever its extension: what the build makes of a source bears the source's stem.
  for (const [from, to] of [...stems].sort(([a], [b]) => b.length - a.length)) {
    out = out.replace(new RegExp(`(?<![\\w-])${escape(from)}(?=\\.(?:mjs|cjs|js|rs|c|h|cc|cpp|html|wasm|o|library)\\b)`, 'g'), () => protect(to));
  }
  for (const [from, to] of routes) out = out.replace(new RegExp(`(['"\`])/${escape(from)}(?=['"\`?/])`, 'g'), (_, quote: string) => `${quote}/${protect(to)}`);
  // Emscripten puts an underscore before the C name of an export.
  out = out.replace(/(?<![\w$])(_?)([A-Za-z_$][\w$]*)/g, (word, underscore: string, name: string) => names.get(word) ?? (names.has(name) ? underscore + names.get(name)! : word));
  return out.replace(/\uE000(\d+)\uE000/g, (_, index: string) => placeholders[Number(index)]!);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
