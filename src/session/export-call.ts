import { LIMITS } from '../base/limits';
import { memoryAddress } from '../base/offsets';
import { CdpError } from '../cdp/connection';
import type { WasmValue } from '../symbols/variable';
import type { WasmFrame } from './frames';
import { wasmValueOf } from './frame-state';
import type { Pause } from './pause';

interface Argument {
  readonly type: string;
  readonly value: WasmValue;
  readonly isAddress: boolean;
}

export interface ExportCall {
  readonly name: string;
  /** Of the function, in its module. */
  readonly index: number;
  readonly args: readonly Argument[];
  /** WebAssembly type of what it returns. */
  readonly result: string | undefined;
}

/** How it ended: with what it returned, or why it did not return. */
export type CallOutcome = { readonly value: WasmValue | undefined } | { readonly why: string };

/** Below the stack pointer, functions that call nothing keep variables without moving it (LLVM: WebAssemblyFrameLowering). */
const RED_ZONE_BYTES = 128;
const SHOWN_CHARACTERS = 200;

/**
 * Calls a function of the frame's instance while the program stands still. V8 pauses nowhere inside
 * (Debugger.evaluateOnCallFrame), and ends it after LIMITS.adapter.callMs. What the stopped function keeps below the stack
 * pointer is put back; addresses there are refused, for the call writes over them.
 */
export async function callExport(pause: Pause, frame: WasmFrame, call: ExportCall): Promise<CallOutcome> {
  const zone = await redZone(pause, frame);
  const exposed = zone && call.args.find(({ value, isAddress }) => isAddress && Number(value) >>> 0 >= zone.start && Number(value) >>> 0 < zone.start + RED_ZONE_BYTES);
  if (exposed) return { why: `0x${(Number(exposed.value) >>> 0).toString(16)} is where the call itself would write: the stopped function calls nothing, and has not reserved what it keeps there` };
  try {
    return outcomeOf(call, await pause.state(frame).run(callExpression(call), LIMITS.adapter.callMs));
  } catch (error) {
    if (!(error instanceof CdpError) || !/terminated/.test(error.message)) throw error;
    return { why: `\`${call.name}\` did not return within ${LIMITS.adapter.callMs / 1000} s and was ended where it was` };
  } finally {
    pause.forgetState();
    if (zone) await pause.write(frame, memoryAddress(zone.start), zone.bytes);
  }
}

function outcomeOf({ name, result: type }: ExportCall, answer: string): CallOutcome {
  const { result, thrown } = JSON.parse(answer) as { result?: string; thrown?: string };
  if (thrown !== undefined) return { why: `\`${name}\` did not return: ${thrown}` };
  return { value: type === undefined || result === undefined ? undefined : wasmValueOf([type, result]) };
}

async function redZone(pause: Pause, frame: WasmFrame): Promise<{ readonly start: number; readonly bytes: Uint8Array } | undefined> {
  const { names } = frame.symbols.module;
  const [index] = [...names.globals].find(([, name]) => name === '__stack_pointer') ?? [];
  const state = pause.state(frame);
  const top = index === undefined ? undefined : Number(await state.global(index));
  if (top === undefined || !(top >= RED_ZONE_BYTES)) return undefined;
  const start = top - RED_ZONE_BYTES;
  const bytes = await state.memory.read(memoryAddress(start), RED_ZONE_BYTES);
  return { start, bytes: bytes.slice() };
}

function callExpression({ index, args }: ExportCall): string {
  return `(() => {
    try {
      const result = functions[${index}](${args.map(literal).join(', ')});
      return JSON.stringify({ result: Object.is(result, -0) ? '-0' : String(result) });
    } catch (error) {
      return JSON.stringify({ thrown: String(error instanceof WebAssembly.RuntimeError ? 'trap: ' + error.message : error).split('\\n')[0].slice(0, ${SHOWN_CHARACTERS}) });
    }
  })()`;
}

/** As JavaScript writes numbers. */
function literal({ type, value }: Argument): string {
  return type === 'i64' ? `${String(value)}n` : Object.is(value, -0) ? '-0' : String(value);
}
