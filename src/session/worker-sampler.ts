import type { Protocol } from 'devtools-protocol';
import { DisposableStack } from '../base/disposable';
import { ownScript } from './own-script';
import { protocolSampler, type CpuSampler, type MakeCpuSampler } from './cpu-sampler';

const TITLE = 'wasmscope';
const NET = 'wasmscope.net';
const SYMBOL = `Symbol.for('${TITLE}.sampler')`;

/** Of a thread that another one terminates, about as much is lost. */
const NET_MS = 100;

/**
 * The thread's own console has V8 begin and end profiles, which come as events: the last one as the thread's end does. Beside the
 * profile that is cut now and then runs a short one, a net for what goes with a thread that is terminated. Each begins before the
 * one before it ends: while none runs, V8 takes 10 to 20 ms to begin one, and otherwise next to nothing.
 */
const INSTALL = `(() => {
  const { profile, profileEnd } = console;
  let wholes = 0;
  let nets = 0;
  const titles = () => ['${TITLE} ' + wholes, '${NET} ' + wholes + ' ' + nets];
  const begin = (title) => profile(title);
  const end = (title) => profileEnd(title);
  const atEnd = () => titles().forEach(end);
  process.once('exit', atEnd);
  globalThis[${SYMBOL}] = {
    cutNet() { const [, last] = titles(); nets++; begin(titles()[1]); end(last); },
    cut() { const last = titles(); wholes++; titles().forEach(begin); last.forEach(end); },
    stop() { atEnd(); process.removeListener('exit', atEnd); delete globalThis[${SYMBOL}]; },
  };
  titles().forEach(begin);
  return true;
})()`;

/**
 * Of a worker thread of Node, which waits for nobody at its end: its last samples are sent by itself when it exits (console.profileEnd,
 * CDP Profiler.consoleProfileFinished). One that another thread terminates runs nothing more: what the net holds is told.
 */
export const workerSampler: MakeCpuSampler = (session, onProfile): CpuSampler => {
  const run = async (expression: string): Promise<boolean> => (await session.send('Runtime.evaluate', { expression: ownScript(expression), returnByValue: true, silent: true, disableBreaks: true })).result.value === true;
  const call = async (method: string): Promise<void> => void (await run(`globalThis[${SYMBOL}].${method}()`));
  const cleanup = new DisposableStack();
  let fallback: CpuSampler | undefined;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  /** What the nets held of the profile that runs. */
  let nets: Protocol.Profiler.Profile[] = [];
  let ended = -1;

  const onFinished = ({ title = '', profile }: Protocol.Profiler.ConsoleProfileFinishedEvent): void => {
    const [kind, number] = title.split(' ');
    if (kind === NET && Number(number) > ended) nets.push(profile);
    if (kind !== TITLE) return;
    ended = Number(number);
    nets = [];
    onProfile(profile);
  };
  // One that fails here is gone: its session's end is heard of by itself.
  const cutNetLater = (): void => {
    if (!over) timer = setTimeout(() => void call('cutNet').then(cutNetLater, () => undefined), NET_MS);
  };
  const halt = (): void => {
    over = true;
    clearTimeout(timer);
  };
  const onClose = (): void => {
    halt();
    for (const profile of nets.splice(0)) onProfile(profile);
  };
  return {
    async start() {
      cleanup.use(session.on('Profiler.consoleProfileFinished', onFinished));
      cleanup.use(session.onClose(onClose));
      if (await run(INSTALL)) return cutNetLater();
      fallback = protocolSampler(session, onProfile);
      await fallback.start();
    },
    async cut() {
      if (fallback) await fallback.cut();
      else await call('cut');
    },
    async stop() {
      halt();
      if (fallback) await fallback.stop();
      else await call('stop');
      cleanup.dispose();
    },
  };
};
