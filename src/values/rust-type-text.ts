/** Modules of Rust's libraries before a type, a trait, or what one of their functions declares. */
const LIBRARY_PATH = /(?<![\w:])(core|alloc|std|hashbrown)((?:::(?:\w+|\{[^{}]*\}))*?)::(?=([A-Z]\w*))/g;
/** Types whose last name alone could be any of several. */
const AMBIGUOUS = new Set(['Error', 'Iter', 'IterMut', 'IntoIter', 'Drain', 'Entry', 'Keys', 'Values', 'ValuesMut', 'Context', 'Id']);
/** Parameters that nobody writes. */
const DEFAULTS = /, ?(?:alloc::alloc::Global|std::(?:hash::random|collections::hash::map)::RandomState)(?=[,>])/g;
const CALLABLE = /\b(Fn(?:Mut|Once)?)<\(([^()]*)\), Output=(\(\)|[^<>,()]*(?:<[^<>]*>)?)>/g;

/**
 * Rust's types as their users write them: `HashMap<String, Vec<u8>>` for what the compiler calls by full paths and with
 * every parameter. A program's own types keep theirs.
 */
export function rustTypeText(name: string): string {
  return name
    .replace(DEFAULTS, '')
    .replace(LIBRARY_PATH, (_, crate: string, modules: string, last: string) => (AMBIGUOUS.has(last) ? `${moduleOf(crate, modules)}::` : ''))
    .replace(/\{(closure|async_fn|async_block)_env#(\d+)\}/g, (_, kind: string, number: string) => `{${kind.replace('_', ' ')}${number === '0' ? '' : `#${number}`}}`)
    .replace(CALLABLE, (_, trait: string, parameters: string, result: string) => `${trait}(${parameters})${result === '()' ? '' : ` -> ${result}`}`);
}

/** `slice` of `core::slice::iter::Iter`, `map` of `std::collections::hash::map::Iter`. */
function moduleOf(crate: string, modules: string): string {
  const [first = crate, ...more] = modules.split('::').filter((part) => part !== '');
  return first === 'collections' ? (more.at(-1) ?? first) : first;
}
