/**
 * How a wanted file name fits one that the debug information has: 2 the same, 1 a suffix of it that begins at a folder, else 0.
 * Back and forward slashes count alike, `.` and `..` are resolved, and case does not count after a Windows drive letter.
 */
export function pathMatcher(wanted: string): (known: string) => 0 | 1 | 2 {
  const tail = canonical(wanted);
  const name = lastSegment(wanted).toLowerCase();
  return (known) => {
    // Most paths of a large program are ruled out by their ends.
    if (!known.endsWith(name) && !known.toLowerCase().endsWith(name)) return 0;
    const whole = canonical(known);
    if (whole === tail) return 2;
    return tail !== '' && whole.endsWith(tail) && (tail.startsWith('/') || whole[whole.length - tail.length - 1] === '/') ? 1 : 0;
  };
}

/** The name of the file in a path. */
export function lastSegment(path: string): string {
  const whole = canonical(path);
  return whole.slice(whole.lastIndexOf('/') + 1);
}

function canonical(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const parts: string[] = [];
  for (const [position, part] of slashed.split('/').entries()) {
    if (part === '.' || (part === '' && position > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  const joined = parts.join('/');
  return /^[A-Za-z]:/.test(joined) ? joined.toLowerCase() : joined;
}
