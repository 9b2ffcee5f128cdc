import { DecodeError } from '../../base/decode-error';
import type { CpuProfile } from '../cpu-profile';
import { StackRecording, type NamedFrame } from './stack-recording';

const LINE = /^(.+) (\d+(?:\.\d+)?)$/;
/** As we write it: `name (file.c:12)`. */
const PLACE = /^(.*) \(([^()\s]+?)(?::(\d+))?\)$/;

/** Folded stacks (`outer;inner count`, as flamegraph.pl and its kin read them). Counts are taken as microseconds. */
export function decodeFolded(text: string): CpuProfile {
  if (text.startsWith('v8-version,')) throw new DecodeError('folded', 0, "V8's log as it is written: node --prof-process --preprocess LOG > LOG.json makes a file that can be read");
  if (/^\s*<(!doctype|html)\b/i.test(text)) throw new DecodeError('folded', 0, 'a page to look at, not a profile: 0x and clinic flame keep theirs beside it (isolate…-v8.log.json)');
  const recording = new StackRecording();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const match = LINE.exec(line);
    if (!match) throw new DecodeError('folded', index + 1, `line ${index + 1} is no stack with a count`);
    recording.add(match[1]!.split(';').map(frameOf), Number(match[2]));
  }
  return recording.finish();
}

function frameOf(text: string): NamedFrame {
  const place = PLACE.exec(text);
  return place ? { function: place[1]!, file: place[2]!, line: Number(place[3] ?? 0) } : { function: text, file: '', line: 0 };
}
