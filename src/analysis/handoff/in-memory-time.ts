import type { EventOf } from '../../trace/event';

type Calibration = EventOf<'calibration'>;

/** A hand-off that costs less than this above the in-memory one is not worth a word. */
export const WORTH_SAVING_MS = 0.5;

/** What an in-memory hand-off takes on the machine of the trace, from its calibration events. */
export class InMemoryTime {
  private readonly measured: Calibration[] = [];

  add(event: Calibration): void {
    this.measured.push(event);
  }

  /** The best route at the nearest measured size, scaled to this one; null when nothing was measured. */
  medianMs(sizeBytes: number): number | null {
    const routes = this.measured.filter(({ route }) => route !== 'clone-typed-array');
    const distance = (event: Calibration): number => Math.abs(Math.log2(event.sizeBytes / sizeBytes));
    const nearest = Math.min(...routes.map(distance));
    const candidates = routes.filter((event) => distance(event) <= nearest).map(({ medianMs, sizeBytes: measured }) => medianMs * Math.max(1, sizeBytes / measured));
    return candidates.length === 0 ? null : Math.min(...candidates);
  }
}
