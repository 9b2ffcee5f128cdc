import type { Disposable } from './disposable';

/** Events by name, typed. A listener that throws does not keep the others from hearing the event. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Disposable {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set);
    set.add(listener);
    return { dispose: () => void set.delete(listener) };
  }

  /** Resolves with the next event of that name for which `accept` holds. */
  once<Name extends keyof Events>(name: Name, accept: (payload: Events[Name]) => boolean = () => true): Promise<Events[Name]> {
    return new Promise((resolve) => {
      const subscription = this.on(name, (payload) => {
        if (!accept(payload)) return;
        subscription.dispose();
        resolve(payload);
      });
    });
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    let failure: { error: unknown } | undefined;
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
  }
}
