import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import { LIMITS } from '../base/limits';
import { UserError, messageFor } from '../base/user-error';
import { isRunning } from './is-running';

/** A process that waits before its first instruction; `url` is the address of its inspector. Travels as one line of JSON. */
export interface WaitingChild {
  readonly pid: number;
  readonly title: string;
  readonly url: string;
}

/** What a client is told of a child: by `offer` a session takes it over (`takeChild`), `<port of loopback>/<word that is good for once>`. */
export interface OfferedChild {
  readonly pid: number;
  readonly title: string;
  readonly offer: string;
}

/** Asks the client to start a session for the child; rejects with the reason where it does not. */
export type AskForSession = (child: OfferedChild) => Promise<void>;

/** What a session that has taken a child says when it lets it run. */
export const RUNNING = 'running';

interface Offer {
  readonly child: WaitingChild;
  readonly onTaken: () => void;
  readonly onRunning: () => void;
  /** It comes to nothing, unless the child runs already. */
  readonly onLeft: (why: string) => void;
}

/** Nobody has more to say than one word. */
const LINE_CHARACTERS = 100;

/**
 * Children of one program on their way to sessions of their own, which may be those of another adapter process. The
 * connection that a child is taken by stays open: its end tells the child's session that this one is over, and, before
 * the child runs, this one that nobody debugs the child.
 */
export class ChildOffers implements Disposable {
  private readonly waiting = new Map<string, Offer>();
  private readonly pending = new Set<Offer>();
  private readonly sockets = new Set<Socket>();
  private server: Promise<Server> | undefined;
  private isOver = false;
  private hasTaken = false;
  /** A client that let a child wait in vain, and never took one, is not asked again. */
  private isDeaf = false;

  constructor(
    private readonly ask: AskForSession,
    /** Told of a child that nobody took. */
    private readonly onLeft: (title: string, why: string) => void,
    private readonly patienceMs: number = LIMITS.adapter.childSessionMs,
  ) {}

  /** Whether a session of its own has let the child run; if not, it still waits. Never rejects. */
  async handOver(child: WaitingChild): Promise<boolean> {
    try {
      await this.untilRunning(child);
      return true;
    } catch (error) {
      // Who ended meanwhile is not missed.
      if (!this.isOver && isRunning(child.pid)) this.onLeft(child.title, messageFor(error));
      return false;
    }
  }

  /** Whoever has taken a child lets go of it. */
  dispose(): void {
    this.isOver = true;
    for (const offer of this.pending) offer.onLeft('the session is over');
    for (const socket of this.sockets) socket.destroy();
    void this.server?.then((server) => server.close(), () => undefined);
  }

  private async untilRunning(child: WaitingChild): Promise<void> {
    if (this.isDeaf) throw new UserError('the client let another one wait in vain');
    const { port } = (await (this.server ??= this.listen())).address() as AddressInfo;
    if (this.isOver) throw new UserError('the session is over');
    const word = randomUUID();
    let offer!: Offer;
    const running = new Promise<void>((resolve, reject) => {
      offer = { child, onTaken: () => clearTimeout(timer), onRunning: resolve, onLeft: (why) => reject(new UserError(why)) };
    });
    const timer = setTimeout(() => {
      this.isDeaf = !this.hasTaken;
      offer.onLeft(`the client started none within ${this.patienceMs / 1000} s`);
    }, this.patienceMs);
    this.pending.add(offer);
    this.waiting.set(word, offer);
    const { pid, title } = child;
    // One that was started all the same has the last word.
    this.ask({ pid, title, offer: `${port}/${word}` }).catch((error: unknown) => this.waiting.has(word) && offer.onLeft(`the client started none (${messageFor(error)})`));
    await running.finally(() => {
      clearTimeout(timer);
      this.pending.delete(offer);
      this.waiting.delete(word);
    });
  }

  private async listen(): Promise<Server> {
    const server = createServer((socket) => this.receive(socket));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    if (this.isOver) server.close();
    return server;
  }

  private receive(socket: Socket): void {
    let offer: Offer | undefined;
    this.sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => {
      this.sockets.delete(socket);
      offer?.onLeft('its own session ended before it ran');
    });
    onLine(socket, LINE_CHARACTERS, (line) => {
      if (offer) return void (line === RUNNING && offer.onRunning());
      offer = this.waiting.get(line);
      if (!offer) return void socket.destroy();
      this.waiting.delete(line);
      this.hasTaken = true;
      offer.onTaken();
      socket.write(`${JSON.stringify(offer.child)}\n`);
    });
  }
}

/** Ends a connection on which somebody says more than `mostCharacters` without a line's end. */
export function onLine(socket: Socket, mostCharacters: number, hear: (line: string) => void): void {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop()!;
    for (const line of lines) hear(line);
    if (text.length > mostCharacters) socket.destroy();
  });
}
