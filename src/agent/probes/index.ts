import type { Probe } from '../probe';
import { vitals } from './vitals';

/** Every probe, one row each; installed in this order. */
export const PROBES: readonly Probe[] = [
  vitals,
];
