import type { Probe } from '../probe';
import { views } from './views';
import { boundary } from './boundary';
import { interleaving } from './interleaving';
import { promises } from './promises';
import { promiseValues } from './promise-values';
import { vitals } from './vitals';
import { allocations } from './allocations';
import { awaits } from './awaits';
import { backpressure } from './backpressure';
import { base64 } from './base64';
import { collections } from './collections';
import { copies } from './copies';
import { files } from './files';
import { foundMemories } from './found-memories';
import { http } from './http';
import { inspection } from './inspection';
import { instances } from './instances';
import { json } from './json';
import { links } from './links';
import { lookups } from './lookups';
import { overwrittenViews } from './overwritten-views';
import { memoryContents } from './memory-contents';
import { messages } from './messages';
import { moduleVersions } from './module-versions';
import { processes } from './processes';
import { runtimeSetup } from './runtime-setup';
import { stackPointers } from './stack-pointers';
import { tables } from './tables';

/** Every probe, one row each; installed in this order. */
export const PROBES: readonly Probe[] = [
  vitals,
  interleaving,
  promises,
  promiseValues,
  awaits,
  views,
  overwrittenViews,
  allocations,
  stackPointers,
  backpressure,
  base64,
  collections,
  copies,
  files,
  foundMemories,
  http,
  instances,
  inspection,
  json,
  links,
  lookups,
  memoryContents,
  messages,
  moduleVersions,
  processes,
  tables,
  runtimeSetup,
  // Last, so that calls are timed without what the others do around them.
  boundary,
];
