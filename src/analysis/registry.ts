import type { Analyser } from './analyser';

/** Every analyser that exists, one row each: a rule without a row here is reported as "not implemented". */
export const ANALYSERS: readonly Analyser[] = [];
