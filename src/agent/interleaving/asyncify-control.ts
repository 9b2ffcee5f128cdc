/** What Binaryen's Asyncify machinery is about: running, storing a stack, or restoring one. */
export type AsyncifyState = 'normal' | 'unwinding' | 'rewinding';

/** Binaryen's Asyncify pass exports these; their calls tell the state of the machinery (wasm-opt --asyncify). */
const NEXT_STATE: ReadonlyMap<string, AsyncifyState> = new Map<string, AsyncifyState>([
  ['asyncify_start_unwind', 'unwinding'],
  ['asyncify_stop_unwind', 'normal'],
  ['asyncify_start_rewind', 'rewinding'],
  ['asyncify_stop_rewind', 'normal'],
]);

export function isAsyncifyControl(name: string): boolean {
  return NEXT_STATE.has(name) || name === 'asyncify_get_state';
}

/** The state after a call of the export `name`; that of any other export changes nothing. */
export function asyncifyStateAfter(name: string, state: AsyncifyState): AsyncifyState {
  return NEXT_STATE.get(name) ?? state;
}
