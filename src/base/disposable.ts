export interface Disposable {
  dispose(): void;
}

/** Collects what must be undone; undoes it once, last first, and goes on when one undo throws. */
export class DisposableStack implements Disposable {
  private readonly undo: (() => void)[] = [];

  defer(undo: () => void): void {
    this.undo.push(undo);
  }

  use<T extends Disposable>(resource: T): T {
    this.undo.push(() => resource.dispose());
    return resource;
  }

  dispose(): void {
    const failures: unknown[] = [];
    for (let step = this.undo.pop(); step; step = this.undo.pop()) {
      try {
        step();
      } catch (error) {
        failures.push(error);
      }
    }
     
    if (failures.length > 0) throw failures[0];
  }
}
