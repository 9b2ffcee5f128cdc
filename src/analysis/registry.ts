import type { Analyser } from './analyser';
import { blockedLoop } from './async/blocked-loop';
import { chattyAwait } from './async/chatty-await';
import { floatingCall } from './async/floating-call';
import { lateRejection } from './async/late-rejection';
import { neverSettled } from './async/never-settled';
import { overlappingCall } from './async/overlapping-call';
import { overwrittenView } from './async/overwritten-view';
import { promiseAsValue } from './async/promise-as-value';
import { reentrantCall } from './async/reentrant-call';
import { staleView } from './async/stale-view';
import { duplicateData } from './memory/duplicate-data';
import { instanceLeak } from './memory/instance-leak';
import { leakedAllocation } from './memory/leaked-allocation';
import { memoryGrowth } from './memory/memory-growth';
import { stackLeak } from './memory/stack-leak';
import { tableGrowth } from './memory/table-growth';
import { useAfterFree } from './memory/use-after-free';
import { unboundedCollection } from './memory/unbounded-collection';
import { abiMismatch } from './cache/abi-mismatch';
import { debugBuild } from './cache/debug-build';
import { debuggerLeftOn } from './cache/debugger-left-on';
import { mixedVersions } from './cache/mixed-versions';
import { staleDebugInfo } from './cache/stale-debug-info';
import { missRate } from './cache/miss-rate';
import { recompiled } from './cache/recompiled';
import { rereadModel } from './cache/reread-model';
import { staleVersion } from './cache/stale-version';
import { stampede } from './cache/stampede';
import { wrongFile } from './cache/wrong-file';
import { syncCompile } from './cache/sync-compile';
import { backpressureHandoff } from './handoff/backpressure';
import { boundaryCopy } from './handoff/boundary-copy';
import { chattyHandoff } from './handoff/chatty';
import { fileHandoff } from './handoff/file';
import { jsonHandoff } from './handoff/json';
import { base64Handoff } from './handoff/base64';
import { cloneHandoff } from './handoff/clone';
import { loopbackHandoff } from './handoff/loopback';

/** Every analyser that exists, one row each: a rule without a row here is reported as "not implemented". */
export const ANALYSERS: readonly Analyser[] = [
  promiseAsValue,
  floatingCall,
  overlappingCall,
  reentrantCall,
  neverSettled,
  lateRejection,
  blockedLoop,
  chattyAwait,
  leakedAllocation,
  memoryGrowth,
  instanceLeak,
  stackLeak,
  useAfterFree,
  duplicateData,
  tableGrowth,
  staleView,
  overwrittenView,
  unboundedCollection,
  missRate,
  recompiled,
  rereadModel,
  staleVersion,
  stampede,
  syncCompile,
  wrongFile,
  fileHandoff,
  jsonHandoff,
  base64Handoff,
  cloneHandoff,
  loopbackHandoff,
  chattyHandoff,
  boundaryCopy,
  backpressureHandoff,
  abiMismatch,
  staleDebugInfo,
  debugBuild,
  debuggerLeftOn,
  mixedVersions,
];
