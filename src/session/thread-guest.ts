import type { CdpSession } from '../cdp/connection';

/** Something of ours that lives in a thread of the program while it is debugged, and leaves nothing behind. */
export interface ThreadGuest {
  /** Before the thread's first instruction, where it waits for that. A thread that can't take it in runs without. */
  install(session: CdpSession): Promise<void>;
  remove(session: CdpSession): Promise<void>;
}
