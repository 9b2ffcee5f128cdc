import { LIMITS } from '../base/limits';
import type { StackId } from '../trace/event';
import { accessorKind } from '../wasm/accessor';
import type { AgentHost, BoundaryFunction } from './probe';

/** Looked at once in so many calls of an export: the look costs some 20 µs, a call next to nothing. A power of two. */
export const STRETCH = 1_024;
/** A turn that has made fewer than the rest of it is not looked at: most requests make that few. */
const NEAR_STRETCH = STRETCH - 128;

interface Site {
  readonly target: BoundaryFunction;
  readonly stack: StackId;
  calls: number;
  turns: number;
}

interface Look {
  readonly stack: StackId;
  readonly turn: number;
  /** It found the same as the one before. */
  readonly again: boolean;
}

/**
 * Exports that one line calls thousands of times without a pause: two looks that find the same line in the same synchronous
 * stretch, and all calls between are counted. What is awaited call by call is `async/chatty-await`.
 */
export class RepeatedCalls {
  private readonly sites = new Map<string, Site>();
  private readonly nearIn = new WeakMap<BoundaryFunction, number>();
  private readonly lastLook = new WeakMap<BoundaryFunction, Look>();
  private turn = 0;
  private turnEnds = false;

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => this.flush());
  }

  /** At each call of an export, the `nth` of it. */
  called(target: BoundaryFunction, nth: number): void {
    const inStretch = nth % STRETCH;
    if (inStretch === NEAR_STRETCH) this.note(target);
    else if (inStretch === 0 && this.nearIn.get(target) === this.turn) this.look(target);
  }

  private note(target: BoundaryFunction): void {
    this.watchTurn();
    this.nearIn.set(target, this.turn);
  }

  private look(target: BoundaryFunction): void {
    const stack = this.host.captureStack();
    const last = this.lastLook.get(target);
    const again = last?.stack === stack && last.turn === this.turn;
    this.watchTurn();
    this.lastLook.set(target, { stack, turn: this.turn, again });
    if (!again) return;
    const site = this.siteOf(target, stack);
    if (!site) return;
    site.calls += STRETCH;
    if (!last.again) site.turns++;
  }

  private watchTurn(): void {
    if (this.turnEnds) return;
    this.turnEnds = true;
    queueMicrotask(() => {
      this.turn++;
      this.turnEnds = false;
    });
  }

  private siteOf(target: BoundaryFunction, stack: StackId): Site | undefined {
    const key = `${target.instance.compiled.hash} ${target.name} ${stack}`;
    const known = this.sites.get(key);
    if (known || this.sites.size >= LIMITS.agent.sites) return known;
    const site: Site = { target, stack, calls: 0, turns: 0 };
    this.sites.set(key, site);
    return site;
  }

  private flush(): void {
    for (const { target, stack, calls, turns } of this.sites.values()) {
      const { hash, module } = target.instance.compiled;
      this.host.emit({ kind: 'repeated-calls', module: hash, name: target.name, accessor: accessorKind(module, target.name), calls, turns, stack });
    }
    this.sites.clear();
  }
}
