import type { Probe } from '../probe';
import { allocations } from './allocations';
import { awaits } from './awaits';
import { boundary } from './boundary';
import { copies } from './copies';
import { instances } from './instances';
import { interleaving } from './interleaving';
import { json } from './json';
import { links } from './links';
import { lookups } from './lookups';
import { memoryContents } from './memory-contents';
import { messages } from './messages';
import { promiseValues } from './promise-values';
import { promises } from './promises';
import { stackPointers } from './stack-pointers';
import { tables } from './tables';
import { vitals } from './vitals';

/** What a page does not let anybody see from inside, or what it has not got. */
const UNSEEN: readonly { readonly rules: readonly string[]; readonly why: string }[] = [
  { rules: ['async/floating-call'], why: 'a page shows no promise that an async function gives before somebody waits for it: of calls that nobody waits for only those that export a promise themselves are seen' },
  { rules: ['async/stale-view', 'async/overwritten-view', 'memory/unbounded-collection'], why: "what variables of a page's scripts hold can't be read while the debugger is off" },
  { rules: ['handoff/base64', 'handoff/file', 'handoff/loopback', 'handoff/backpressure'], why: 'files, sockets and streams of Node are not there in a page' },
  { rules: ['handoff/json'], why: 'of a page and its server only the page is watched: JSON that it fetches may be an interface for others, too' },
  { rules: ['cache/stale-version', 'cache/reread-model', 'cache/wrong-file'], why: "which file a server took a page's module from is not known to the page" },
];

const unseen: Probe = {
  name: 'unseen',
  install(host) {
    for (const each of UNSEEN) host.emit({ kind: 'not-observed', ...each });
    return () => undefined;
  },
};

/** Every probe for a document or worker of a page; installed in this order. */
export const PAGE_PROBES: readonly Probe[] = [
  unseen,
  vitals,
  interleaving,
  promises,
  promiseValues,
  awaits,
  allocations,
  stackPointers,
  copies,
  instances,
  json,
  links,
  lookups,
  memoryContents,
  messages,
  tables,
  // Last, so that calls are timed without what the others do around them.
  boundary,
];
