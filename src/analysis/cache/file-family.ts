/**
 * Whether two files are variants of one thing, as models are kept in several precisions and sizes: one folder, one
 * extension, and names that have most of their words in common, the first among them. Names that differ in plain
 * numbers only are parts or frames of one thing, not variants.
 */
export function areVariants(first: string, second: string): boolean {
  const [a, b] = [partsOf(first), partsOf(second)];
  if (first === second || a.folder !== b.folder || a.extension !== b.extension || a.words[0] !== b.words[0]) return false;
  const longer = Math.max(a.words.length, b.words.length);
  const common = a.words.filter((word) => b.words.includes(word));
  const differing = [...a.words.filter((word) => !b.words.includes(word)), ...b.words.filter((word) => !a.words.includes(word))];
  return common.length * 2 >= longer && differing.some((word) => !/^\d+$/.test(word));
}

function partsOf(path: string): { folder: string; extension: string; words: string[] } {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const name = path.slice(slash + 1);
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return { folder: path.slice(0, slash + 1), extension: name.slice(stem.length), words: stem.toLowerCase().split(/[^a-z\d]+/).filter((word) => word !== '') };
}
