import type { Probe } from '../probe';
import { views } from './views';
import { boundary } from './boundary';
import { interleaving } from './interleaving';
import { promises } from './promises';
import { promiseValues } from './promise-values';
import { vitals } from './vitals';
import { allocations } from './allocations';
import { base64 } from './base64';
import { collections } from './collections';
import { files } from './files';
import { http } from './http';
import { json } from './json';
import { lookups } from './lookups';
import { messages } from './messages';
import { moduleVersions } from './module-versions';
import { processes } from './processes';

/** Every probe, one row each; installed in this order. */
export const PROBES: readonly Probe[] = [
  vitals,
  interleaving,
  promises,
  promiseValues,
  views,
  allocations,
  base64,
  collections,
  files,
  http,
  json,
  lookups,
  messages,
  moduleVersions,
  processes,
  // Last, so that calls are timed without what the others do around them.
  boundary,
];
