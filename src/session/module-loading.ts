import { Emitter } from '../base/events';

export type LoadingStage = 'fetched from the program' | 'read';

/** A large module on its way from the program to its symbols: several seconds where V8 has to write it out. */
export class ModuleLoading {
  /** The stage that begins. */
  readonly events = new Emitter<{ stage: LoadingStage; cancelled: undefined }>();
  /** Resolves when it is there, whichever way it went. */
  readonly done: Promise<void>;
  private isDone!: () => void;

  constructor(
    readonly url: string,
    readonly sizeBytes: number,
  ) {
    this.done = new Promise((resolve) => (this.isDone = resolve));
  }

  /** The session goes on without the module's debug information. */
  cancel(): void {
    this.events.emit('cancelled', undefined);
  }

  end(): void {
    this.isDone();
  }
}
