/** Events that the rules `memory/*` read beside the core ones. */
export type MemoryEvent = never;
