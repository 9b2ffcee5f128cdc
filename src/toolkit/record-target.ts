import type { CdpSession } from '../cdp/connection';
import type { RecordThread } from '../session/process-recorder';
import type { TargetEnd } from './target';

/** A process to be measured, connected but not yet disturbed. */
export interface RecordTarget {
  readonly mode: 'launch' | 'attach';
  readonly session: CdpSession;
  readonly process: ProcessFacts;
  /** Somebody else is connected, and may have the debugger on: times are not the program's own. */
  readonly distorted: boolean;
  /** What the user should know of the connection, one line each. */
  readonly notes: readonly string[];
  /** Resolves when the program has ended by itself or is gone; while it still answers, its modules can be asked for. */
  readonly finished: Promise<void>;
  /** Lets a launched program run; nothing for an attached one. */
  run(): Promise<void>;
  /** Of a page: hands over its frames and workers from now on, each before its first instruction. */
  followThreads?(record: RecordThread): void;
  /** Leaves an attached program as it was found, ends a launched one. Never rejects. */
  leave(): Promise<TargetEnd>;
}

export interface ProcessFacts {
  readonly v8Version: string;
  readonly cwd: string;
  /** The program's own file; null where it has none. */
  readonly script: string | null;
  /** Flags of Node and V8. */
  readonly flags: readonly string[];
}

export interface RecordTargetOptions {
  /** Launch a program with V8's flag against inlining, where its V8 has one. */
  readonly withoutInlining: boolean;
  /** What a launched program finds in its environment beside what the user gave. */
  environment?(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  onOutput(chunk: Uint8Array): void;
}
