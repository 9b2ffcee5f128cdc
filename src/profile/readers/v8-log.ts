import { DecodeError } from '../../base/decode-error';
import { listOf, numberOr, recordsOf, textOr } from '../../base/json-value';
import type { CpuProfile } from '../cpu-profile';
import { isGlue } from '../match-modules';
import { StackRecording, type NamedFrame } from './stack-recording';

/** `name url:line:column`, as V8 names compiled JavaScript in its log. */
const SCRIPT = /^(.*?) ?((?:[a-z][\w+.-]*:|\/|[A-Za-z]:\\).*?):(\d+):(\d+)$/s;

/** What V8 was doing (v8: StateTag). */
const COLLECTING_GARBAGE = 1;

/** The log has names of Wasm functions and not of modules. */
const WASM_URL = 'wasm://v8.log';

/**
 * What V8 logs with `--prof`, made into JSON by `node --prof-process --preprocess`: the format of 0x and clinic flame. Native
 * code is one function; V8's built-in ones count for who called them, as in its profiler.
 */
export function decodeV8Log(log: Record<string, unknown>): CpuProfile {
  const functions = recordsOf(log['functions']).map(({ name }) => textOr(name, ''));
  const frames = recordsOf(log['code']).map((code) => frameOf(code, functions));
  const ticks = recordsOf(log['ticks']).map(({ tm, vm, s }) => ({ atUs: numberOr(tm, 0), state: numberOr(vm, -1), stack: listOf(s) }));
  if (ticks.length === 0) throw new DecodeError('v8-log', 0, 'holds no samples');
  const recording = new StackRecording();
  for (const [index, { atUs, state, stack }] of ticks.entries()) {
    const named = framesOf(stack, frames);
    const next = ticks[index + 1] ?? { atUs: atUs + (atUs - ticks[0]!.atUs) / Math.max(1, ticks.length - 1) };
    recording.add(state === COLLECTING_GARBAGE ? [...named, GARBAGE] : named, Math.max(0, next.atUs - atUs));
  }
  return recording.finish();
}

const GARBAGE: NamedFrame = { function: '(garbage collector)', file: '', line: 0 };
const NATIVE: NamedFrame = { function: '(program)', file: '', line: 0 };

/** A code's index and an address in it, innermost first; -1 where V8 knows no code. Outermost first then. */
function framesOf(stack: readonly unknown[], frames: readonly (NamedFrame | null)[]): NamedFrame[] {
  const indexes = stack.filter((_, position) => position % 2 === 0).map((index) => numberOr(index, -1));
  const named = indexes.map((index) => (index < 0 ? NATIVE : (frames[index] ?? null)));
  // Only the innermost can be where the time went; below, native code leads from one function to the next.
  return named.filter((frame, depth): frame is NamedFrame => frame !== null && (frame !== NATIVE || depth === 0)).reverse();
}

/** Null of a built-in function. */
function frameOf({ name, type, func }: Record<string, unknown>, functions: readonly string[]): NamedFrame | null {
  const own = textOr(name, '');
  if (type === 'CPP' || type === 'SHARED_LIB') return NATIVE;
  if (type !== 'JS') return isGlue(own) ? { function: own, file: '', line: 0 } : null;
  const text = functions[numberOr(func, -1)] ?? own;
  const script = SCRIPT.exec(text);
  // All JavaScript has a place; what has none is Wasm.
  return script ? { function: script[1]!, file: script[2]!, line: Number(script[3]) } : { function: text.trim(), file: WASM_URL, line: 0 };
}
