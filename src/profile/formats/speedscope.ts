import { sampledMs, type Profile, type ProfileNodes } from '../profile';

/** speedscope's own format, version 0.0.1 (speedscope.app/file-format-schema.json). */
export function toSpeedscope(profile: Profile, name: string, exporter: string): object {
  const stacks = Array.from(profile.nodes.frame, (_, node) => frameIndexes(profile.nodes, node));
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
        endValue: sampledMs(profile),
        samples: Array.from(profile.samples.node, (node) => stacks[node]!),
        weights: [...profile.samples.durationMs],
      },
    ],
  };
}

function frameIndexes({ frame, parent }: ProfileNodes, node: number): number[] {
  const stack: number[] = [];
  for (let at = node; at > 0; at = parent[at]!) stack.push(frame[at]!);
  return stack.reverse();
}
