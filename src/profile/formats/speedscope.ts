import type { Profile } from '../profile';

/** speedscope's own format, version 0.0.1 (speedscope.app/file-format-schema.json). */
export function toSpeedscope(profile: Profile, name: string, exporter: string): object {
  const stacks = profile.nodes.map((_, node) => frameIndexes(profile, node));
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter,
    name,
    activeProfileIndex: 0,
    shared: {
      frames: profile.frames.map(({ function: functionName, file, line, column }) => ({
        name: functionName,
        ...(file === null ? {} : { file }),
        ...(line > 0 ? { line } : {}),
        ...(column > 0 ? { col: column } : {}),
      })),
    },
    profiles: [
      {
        type: 'sampled',
        name,
        unit: profile.unit,
        startValue: 0,
        endValue: profile.samples.reduce((sum, { durationMs }) => sum + durationMs, 0),
        samples: profile.samples.map(({ node }) => stacks[node]!),
        weights: profile.samples.map(({ durationMs }) => durationMs),
      },
    ],
  };
}

function frameIndexes(profile: Profile, node: number): number[] {
  const stack: number[] = [];
  for (let at = node; at > 0; at = profile.nodes[at]!.parent) stack.push(profile.nodes[at]!.frame);
  return stack.reverse();
}
