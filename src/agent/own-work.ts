/** What our hooks have done inside the target's calls so far: it makes these longer than they are. */
export const ownWork = { hookedOperations: 0, stacksMs: 0 };
