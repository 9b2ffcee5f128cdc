/** Content hash of a module's bytes: first 16 hex digits of SHA-256. Identity of a module everywhere in a trace. */
export type ModuleHash = string;
/** Unique within a process and thread. */
export type InstanceId = number;
/** Index of a `stack` event of the same process and thread; 0 means none was taken. */
export type StackId = number;
