import { DecodeError } from '../../base/decode-error';
import { listOf, numberOr, recordOf, recordsOf, textOr } from '../../base/json-value';
import type { CpuProfile } from '../cpu-profile';
import { StackRecording, UNIT_US, type NamedFrame } from './stack-recording';

/** A speedscope file (speedscope.app/file-format-schema.json): each of its sampled profiles, as a thread by its name. */
export function decodeSpeedscope(file: Record<string, unknown>): { readonly name: string; readonly recording: CpuProfile }[] {
  const frames = listOf(recordOf(file['shared'])['frames']).map(recordOf).map(
    (frame): NamedFrame => ({ function: textOr(frame['name'], ''), file: textOr(frame['file'], ''), line: numberOr(frame['line'], 0) }),
  );
  const sampled = recordsOf(file['profiles']).filter(({ type }) => type === 'sampled');
  if (sampled.length === 0) throw new DecodeError('speedscope', 0, 'holds no sampled profile');
  return sampled.map(({ name, unit, samples, weights }) => {
    const unitName = textOr(unit, '');
    const unitUs = UNIT_US.get(unitName) ?? 1e3;
    const durations = listOf(weights);
    const recording = new StackRecording(unitName);
    for (const [index, stack] of listOf(samples).entries()) {
      const known = listOf(stack).flatMap((frame) => frames[numberOr(frame, -1)] ?? []);
      recording.add(known, Math.max(0, numberOr(durations[index], 0)) * unitUs);
    }
    return { name: textOr(name, 'main'), recording: recording.finish() };
  });
}
