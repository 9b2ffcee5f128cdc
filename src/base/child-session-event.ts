/**
 * The adapter's own event for `startDebugging` (Debug Adapter Protocol), with the arguments of that request as its body: an
 * editor that was told so by `"childrenByEvent": true` in the configuration starts the session by its own means.
 */
export const CHILD_SESSION_EVENT = 'wasmscope.childSession';
