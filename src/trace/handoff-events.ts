/** Events that the rules `handoff/*` read beside the core ones. */
export type HandoffEvent = never;
