import { DecodeError } from '../../base/decode-error';
import { LIMITS } from '../../base/limits';
import { listOf, numberOr, recordOf, recordsOf, textOr } from '../../base/json-value';
import type { CpuProfile } from '../cpu-profile';
import { StackRecording, UNIT_US, type NamedFrame } from './stack-recording';

/** A speedscope file (speedscope.app/file-format-schema.json): each of its profiles, sampled or as events, as a thread by its name. */
export function decodeSpeedscope(file: Record<string, unknown>): { readonly name: string; readonly recording: CpuProfile }[] {
  const frames = listOf(recordOf(file['shared'])['frames']).map(recordOf).map(
    (frame): NamedFrame => ({ function: textOr(frame['name'], ''), file: textOr(frame['file'], ''), line: numberOr(frame['line'], 0) }),
  );
  const profiles = recordsOf(file['profiles']).filter(({ type }) => type === 'sampled' || type === 'evented');
  if (profiles.length === 0) throw new DecodeError('speedscope', 0, 'holds no profile');
  return profiles.map((profile) => {
    const unit = textOr(profile['unit'], '');
    const unitUs = UNIT_US.get(unit) ?? 1e3;
    const recording = new StackRecording(unit);
    for (const { stack, weight } of profile['type'] === 'sampled' ? samplesOf(profile) : spansOf(profile)) {
      recording.add(stack.flatMap((frame) => frames[frame] ?? []), Math.max(0, weight) * unitUs);
    }
    return { name: textOr(profile['name'], 'main'), recording: recording.finish() };
  });
}

/** Indexes of frames, outermost first, and how long in the profile's unit. */
interface WeighedStack {
  readonly stack: readonly number[];
  readonly weight: number;
}

function samplesOf({ samples, weights }: Record<string, unknown>): WeighedStack[] {
  const durations = listOf(weights);
  return listOf(samples).map((stack, index) => ({ stack: listOf(stack).map((frame) => numberOr(frame, -1)), weight: numberOr(durations[index], 0) }));
}

/** Between two events, which open (`O`) and close (`C`) frames, the stack is one. */
function* spansOf({ events, startValue }: Record<string, unknown>): Generator<WeighedStack> {
  const stack: number[] = [];
  let since = numberOr(startValue, 0);
  for (const { type, frame, at } of recordsOf(events)) {
    const now = numberOr(at, since);
    if (now > since) yield { stack: stack.slice(0, LIMITS.profile.eventedDepth), weight: now - since };
    since = Math.max(since, now);
    if (type === 'O') stack.push(numberOr(frame, -1));
    else stack.pop();
  }
}
