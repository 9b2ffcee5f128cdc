import { nodeTimes, stackOf, type Profile, type ProfileFrame } from '../profile';

/** One line a stack, `outer;inner count`, as flamegraph.pl and its kin read it. The count is microseconds, or bytes. */
export function toFolded(profile: Profile): string {
  const perUnit = profile.unit === 'bytes' ? 1 : 1000;
  const lines = new Map<string, number>();
  for (const [node, ms] of nodeTimes(profile).selfMs.entries()) {
    if (ms === 0) continue;
    const stack = stackOf(profile, node).map(frameText).join(';') || '(root)';
    lines.set(stack, (lines.get(stack) ?? 0) + ms * perUnit);
  }
  return [...lines].map(([stack, count]) => `${stack} ${Math.round(count)}\n`).sort().join('');
}

/** Semicolons and line ends would cut a frame in two. */
function frameText({ function: name, file, line }: ProfileFrame): string {
  const place = file === null ? '' : ` (${file.slice(file.lastIndexOf('/') + 1)}${line > 0 ? `:${line}` : ''})`;
  return `${name}${place}`.replace(/[;\r\n]/g, ' ');
}
