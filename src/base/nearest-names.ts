/** Of names that there are, those most like one that there is not: for messages. Nearest first, none that has nothing in common with it. */
export function nearestNames(wanted: string, names: Iterable<string>, count = 3): string[] {
  const pairs = pairsOf(wanted);
  const likeness = (name: string): number => {
    const own = pairsOf(name);
    const shared = [...own].filter((pair) => pairs.has(pair)).length;
    return shared / Math.max(1, own.size + pairs.size - shared);
  };
  return [...new Set(names)]
    .map((name) => ({ name, score: likeness(name) }))
    .filter(({ score }) => score > 0)
    .sort((one, two) => two.score - one.score)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Neighbouring letters, and where the word begins and ends. */
function pairsOf(name: string): Set<string> {
  const text = `^${name.toLowerCase()}$`;
  return new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
}
