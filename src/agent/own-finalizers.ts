/** Finalizers of the agent's own, told by their class from those that the program registers. */
export class OwnFinalizers<Held> extends FinalizationRegistry<Held> {}
