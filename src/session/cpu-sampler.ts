import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';

/** Has V8 sample one thread. A profile that has ended is handed to `onProfile`, by whatever it ended. */
export interface CpuSampler {
  start(): Promise<void>;
  /** Ends the profile that runs and begins the next one. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

export type OnProfile = (profile: Protocol.Profiler.Profile) => void;

export type MakeCpuSampler = (session: CdpSession, onProfile: OnProfile) => CpuSampler;

/** By the protocol's own commands (CDP Profiler.start and stop): what was sampled stays with the thread until it is asked for. */
export const protocolSampler: MakeCpuSampler = (session, onProfile) => {
  const start = async (): Promise<void> => void (await session.send('Profiler.start'));
  const stop = async (): Promise<void> => onProfile((await session.send('Profiler.stop')).profile);
  // One right after the other: the program does not run unseen while we wait for an answer.
  return { start, stop, cut: async () => void (await Promise.all([stop(), start()])) };
};
