import type { Probe } from '../probe';

/** Flags of V8 that keep Wasm in its first, slow tier, or interpret it. */
const SLOW_FLAGS = /^--(liftoff-only|no-wasm-tier-up|wasm-jitless|jitless)$/;

/** How this process was started, where that bears on the speed of Wasm. */
export const runtimeSetup: Probe = {
  name: 'runtime-setup',
  install(host) {
    let told = false;
    // At the first flush: programs read their settings from files when they start.
    host.onFlush(() => {
      if (told) return;
      told = true;
      const flags = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)].map((flag) => flag.replaceAll('_', '-'));
      host.emit({ kind: 'runtime-setup', environment: process.env['NODE_ENV'] ?? null, slowFlags: flags.filter((flag) => SLOW_FLAGS.test(flag)) });
    });
    return () => undefined;
  },
};
