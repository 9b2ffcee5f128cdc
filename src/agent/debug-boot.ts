import { existsSync, renameSync, writeFileSync } from 'node:fs';
import type * as Inspector from 'node:inspector';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import type * as WorkerThreads from 'node:worker_threads';
import { extendChildren, extendSynchronousChildren, withNodeOptions, type Environment } from './child-environment';
import { Patches } from './patches';
import { CHILDREN_HOOK, CHILD_WAITS, DEBUG_ENV, type ChildAnnouncement, type DebugBootOptions } from './wire';

const HOOK = Symbol.for(CHILDREN_HOOK);
const WAITS = Symbol.for(CHILD_WAITS);

/**
 * Preloaded into a debugged program and the Node processes that it starts: a child opens its inspector, says where, and
 * waits for the debugger before its first instruction. Without a debugger it runs on at once. The program itself sees as
 * little of this as can be: what children need is put into their environment as they are started, not into its own. Loaded
 * also into a program that is attached to; either way it can be taken out again.
 */
function boot(require: NodeJS.Require): void {
  const told = process.env[DEBUG_ENV];
  if (told === undefined) return;
  const options = JSON.parse(told) as DebugBootOptions;
  withdraw(options.nodeOptions);
  if (!existsSync(options.folder)) return void delete process.env[DEBUG_ENV];
  passOn(options);
  if (!options.isKnown) makeKnown(options, require);
}

/** A child that the program starts in its own way must neither load us from a place that may be gone, nor wait for nobody. */
function withdraw(nodeOptions: string): void {
  const preload = nodeOptions.replace(/ --inspect-publish-uid=http$/, '');
  const given = process.env['NODE_OPTIONS'];
  // Loaded into a program, or a worker of it, that was not started with it.
  if (!given?.includes(preload)) return;
  const left = given.replace(nodeOptions, '').replace(preload, '').trim();
  if (left === '') delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = left;
  process.execArgv = process.execArgv.filter((flag) => !/^--inspect-(?:brk|wait)=127\.0\.0\.1:0$/.test(flag));
}

function passOn(options: DebugBootOptions): void {
  const patches = new Patches();
  const extend = (env: Environment): Environment => {
    const { [DEBUG_ENV]: _ours, ...own } = env;
    if (!existsSync(options.folder)) return own;
    const forChild: DebugBootOptions = { ...options, isKnown: false };
    return { ...own, [DEBUG_ENV]: JSON.stringify(forChild), NODE_OPTIONS: withNodeOptions(own['NODE_OPTIONS'], options.nodeOptions) };
  };
  extendChildren(patches, extend);
  extendSynchronousChildren(patches, extend);
  syncBuiltinESMExports();
  patches.defer(() => {
    delete process.env[DEBUG_ENV];
    Reflect.deleteProperty(globalThis, HOOK);
  });
  const undo = (): void => {
    patches.undoAll(() => undefined);
    syncBuiltinESMExports();
  };
  Object.defineProperty(globalThis, HOOK, { configurable: true, value: undo });
}

/** What only this wants is loaded only here: with the streams behind it, it takes longer than all else of us together. */
function makeKnown({ folder, debuggerPid }: DebugBootOptions, require: NodeJS.Require): void {
  const { isMainThread } = require('node:worker_threads') as typeof WorkerThreads;
  if (!isMainThread) return;
  const inspector = require('node:inspector') as typeof Inspector;
  process.kill(debuggerPid, 0);
  const wasOpen = inspector.url() !== undefined;
  if (!wasOpen) inspector.open(0, '127.0.0.1', false);
  Object.defineProperty(globalThis, WAITS, { configurable: true, value: true });
  try {
    const announcement: ChildAnnouncement = { pid: process.pid, url: inspector.url()!, argv: process.argv };
    const path = join(folder, `${process.pid}.json`);
    writeFileSync(`${path}.part`, JSON.stringify(announcement));
    renameSync(`${path}.part`, path);
    inspector.waitForDebugger();
  } catch {
    // The debugger has left in this moment.
    if (!wasOpen) inspector.close();
  } finally {
    Reflect.deleteProperty(globalThis, WAITS);
  }
}

try {
  boot(require);
} catch {
  // Nobody debugs this any more, or it can't be: the program runs all the same.
}
