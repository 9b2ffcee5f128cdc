// The sensor: two kinds of frames, made from their number alone, so that every run can be checked against another.
export const SCAN_SAMPLES = 1 << 18;
export const SPECTRUM_BINS = 1 << 14;
/** `LOAD=3` measures three times as often. */
export const LOAD = Number(process.env.LOAD ?? 1);
export const PERIOD_MS = 60 / LOAD;

/** Fills `target` with the samples of one frame: a tone that depends on the frame, and noise. */
export function measure(frame, target) {
  let state = Math.imul(frame + 1, 2654435761) >>> 0;
  const step = 0.01 + (frame % 7) * 0.002;
  for (let index = 0; index < target.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    target[index] = Math.sin(index * step) + (state / 2 ** 31 - 1) * 0.25;
  }
  return target;
}

/** Calls `emit(frame)` every period until told to stop; `emit` returns false to be asked again later. */
export function run(emit, frames = Infinity) {
  let frame = 0;
  const timer = setInterval(() => {
    if (frame >= frames) clearInterval(timer);
    else if (emit(frame) !== false) frame++;
  }, PERIOD_MS);
}
