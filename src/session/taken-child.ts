import { connect, type Socket } from 'node:net';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { RUNNING, onLine, type WaitingChild } from './child-offers';

const OFFER = /^(\d{1,5})\/[0-9a-f-]{36}$/;
const INSPECTOR = /^ws:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/[\w-]+$/;
const LINE_CHARACTERS = 16_384;

/** A child process that this session has taken over from the one that debugs the program which started it. */
export class TakenChild {
  private constructor(
    readonly process: WaitingChild,
    private readonly socket: Socket,
  ) {}

  /** `offer` as in OfferedChild. Rejects with a UserError where the child is not, or no more, to be had. */
  static async take(offer: string): Promise<TakenChild> {
    const port = Number(OFFER.exec(offer)?.[1] ?? NaN);
    if (!(port <= 65_535)) throw new UserError('"childOf" is not what the debugger of a program writes for a session of its child process: leave it out');
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.on('error', () => undefined);
    const answer = new Promise<string>((resolve, reject) => {
      const refused = (): void => reject(new UserError('this child process is not waiting for a session any more: start the program that starts it again'));
      socket.once('close', refused).setTimeout(LIMITS.cdp.connectMs, () => socket.destroy());
      onLine(socket, LINE_CHARACTERS, resolve);
    });
    socket.write(`${offer.slice(offer.indexOf('/') + 1)}\n`);
    const child = waitingChild(await answer);
    socket.setTimeout(0);
    if (child) return new TakenChild(child, socket);
    socket.destroy();
    throw new UserError('whoever offers this child process is no debugger of this version');
  }

  /** It runs, and does not go back to the session that offered it. */
  tellRunning(): void {
    this.socket.write(`${RUNNING}\n`);
  }

  /** When the session that offered it is over. */
  onWithdrawn(listener: () => void): void {
    if (this.socket.destroyed) listener();
    else this.socket.once('close', listener);
  }

  close(): void {
    this.socket.removeAllListeners('close').end();
  }
}

/** undefined for anything else than a process of this machine. */
function waitingChild(line: string): WaitingChild | undefined {
  try {
    const { pid, title, url } = JSON.parse(line) as Partial<WaitingChild>;
    const isChild = Number.isSafeInteger(pid) && pid! > 0 && typeof title === 'string' && typeof url === 'string' && INSPECTOR.test(url);
    return isChild ? { pid: pid!, title, url } : undefined;
  } catch {
    return undefined;
  }
}
