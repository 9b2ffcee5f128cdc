/**
 * How a wanted file name fits one that the debug information has: 2 the same, 1 a suffix of it that begins at a folder, else 0.
 * Back and forward slashes count alike, and so do upper and lower case after a Windows drive letter.
 */
export function pathMatch(known: string, wanted: string): 0 | 1 | 2 {
  const [whole, tail] = [canonical(known), canonical(wanted)];
  if (whole === tail) return 2;
  return tail !== '' && whole.endsWith(tail) && (tail.startsWith('/') || whole[whole.length - tail.length - 1] === '/') ? 1 : 0;
}

function canonical(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return /^[A-Za-z]:\//.test(slashed) ? slashed.toLowerCase() : slashed;
}
