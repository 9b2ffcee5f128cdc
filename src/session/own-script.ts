/** Scripts of ours that run in a program are called so: a profile of the program knows them by it, and leaves them out. */
export const OWN_URL = 'wasmscope-';

/** An expression to be evaluated in a program that is recorded. */
export const ownScript = (expression: string): string => `${expression}\n//# sourceURL=${OWN_URL}record`;
