/** The path that ends in the most folders and names that `path` ends in; undefined where two do, or none does. */
export function mostAlike(path: string, candidates: readonly string[]): string | undefined {
  const wanted = partsOf(path);
  const scored = candidates.map((candidate) => ({ candidate, shared: sharedTail(wanted, partsOf(candidate)) })).sort((a, b) => b.shared - a.shared);
  const [best, second] = scored;
  return best && best.shared > 0 && best.shared !== second?.shared ? best.candidate : undefined;
}

const partsOf = (path: string): string[] => path.split(/[\\/]/).reverse();

function sharedTail(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different < 0 ? a.length : different;
}
