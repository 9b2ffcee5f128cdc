import { messageFor } from '../base/user-error';
import type { Debuggee } from '../session/debuggee';
import type { Thread } from '../session/thread';

/**
 * Threads that stop and run together, where the user wants that: of a memory that several of them write, nobody can read
 * anything while one still runs. A thread that waits for a message stops when it gets one.
 */
export class ThreadsTogether {
  isOn = false;

  constructor(private readonly debuggee: Debuggee) {
    debuggee.events.on('stopped', ({ thread }) => this.stopOthers(thread));
    debuggee.events.on('threadStarted', (thread) => {
      const stopped = debuggee.threads().find((each) => each.pause);
      if (stopped && stopped !== thread) this.stopOthers(stopped);
    });
  }

  /** Whether others stand still already: this one was only stopped along with them. */
  stoppedAlong(thread: Thread): boolean {
    return this.isOn && thread.stop?.reason === 'pause' && this.others(thread).some(({ pause }) => pause);
  }

  /** A thread runs on by its user's wish, and takes the others along. */
  runOthers(thread: Thread): void {
    if (!this.isOn) return;
    for (const other of this.others(thread)) this.guard(other, other.pause ? other.resume() : other.cancelPause());
  }

  private stopOthers(thread: Thread): void {
    if (!this.isOn) return;
    for (const other of this.others(thread)) this.guard(other, other.requestPause());
  }

  private others(thread: Thread): Thread[] {
    return this.debuggee.threads().filter((other) => other !== thread);
  }

  private guard({ session }: Thread, work: Promise<void>): void {
    work.catch((error: unknown) => !session.closed && this.debuggee.onTrouble(messageFor(error)));
  }
}
