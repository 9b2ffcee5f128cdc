/** Events that the rules `async/*` read beside the core ones. */
export type AsyncEvent = never;
