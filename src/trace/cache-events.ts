/** Events that the rules `cache/*` read beside the core ones. */
export type CacheEvent = never;
