import type { Disposable } from '../base/disposable';
import { ownScript } from './own-script';
import { protocolSampler, type CpuSampler, type MakeCpuSampler } from './cpu-sampler';

const TITLE = 'wasmscope';
const SYMBOL = `Symbol.for('${TITLE}.sampler')`;

/** The thread's own console has V8 begin and end profiles, which come as events: the last one as the thread's end does. */
const INSTALL = `(() => {
  const { profile, profileEnd } = console;
  const atEnd = () => profileEnd('${TITLE}');
  process.once('exit', atEnd);
  globalThis[${SYMBOL}] = {
    cut() { atEnd(); profile('${TITLE}'); },
    stop() { atEnd(); process.removeListener('exit', atEnd); delete globalThis[${SYMBOL}]; },
  };
  profile('${TITLE}');
  return true;
})()`;

/**
 * Of a worker thread of Node, which waits for nobody at its end: its last samples are sent by itself when it exits (console.profileEnd,
 * CDP Profiler.consoleProfileFinished). One that another thread terminates runs nothing more, and takes them along.
 */
export const workerSampler: MakeCpuSampler = (session, onProfile): CpuSampler => {
  const run = async (expression: string): Promise<boolean> => (await session.send('Runtime.evaluate', { expression: ownScript(expression), returnByValue: true, silent: true, disableBreaks: true })).result.value === true;
  let finished: Disposable | undefined;
  let fallback: CpuSampler | undefined;
  return {
    async start() {
      finished = session.on('Profiler.consoleProfileFinished', ({ title, profile }) => {
        if (title === TITLE) onProfile(profile);
      });
      if (await run(INSTALL)) return;
      fallback = protocolSampler(session, onProfile);
      await fallback.start();
    },
    async cut() {
      if (fallback) await fallback.cut();
      else await run(`globalThis[${SYMBOL}].cut()`);
    },
    async stop() {
      if (fallback) await fallback.stop();
      else await run(`globalThis[${SYMBOL}].stop()`);
      finished?.dispose();
    },
  };
};
