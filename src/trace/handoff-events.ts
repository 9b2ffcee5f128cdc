import type { InstanceId, ModuleHash, StackId } from './identity';

/** How a payload left one thread or process for another. `output`: what a program prints, into a pipe; who reads it is not known. */
export type MessageRoute = 'ipc-json' | 'ipc-advanced' | 'worker' | 'pipe' | 'output' | 'loopback-http';

/** What a payload was made of: a number array and JSON text are slow to encode, a typed array is one copy. */
export type PayloadForm = 'json-text' | 'base64-text' | 'text' | 'number-array' | 'typed-array' | 'objects' | 'bytes';

/**
 * Events that the rules `handoff/*` read beside the core ones. One event a payload, and only for payloads of
 * `LIMITS.handoff.payloadBytes` and more: a small message is never a finding. `t` is the moment that the deed ended.
 */
export type HandoffEvent =
  /** A file was written or read by one call or one descriptor. `inode` 0 and `modifiedAt` 0: not known. `durable`: synced to disk or appended to. */
  | { readonly kind: 'file-transfer'; readonly direction: 'write' | 'read'; readonly path: string; readonly inode: number; readonly modifiedAt: number; readonly sizeBytes: number; readonly durationMs: number; readonly durable: boolean; readonly synchronous: boolean; readonly stack: StackId; readonly operation: number }
  /** A file was unlinked, or renamed when `renamedTo` is not null. */
  | { readonly kind: 'file-removed'; readonly path: string; readonly renamedTo: string | null }
  /** JSON.stringify or JSON.parse. Equal fingerprints are equal texts; `source` is where a decoded text came from, where that was seen. */
  | { readonly kind: 'json-transfer'; readonly direction: 'encode' | 'decode'; readonly characters: number; readonly fingerprint: string; readonly durationMs: number; readonly source: 'file' | 'pipe' | 'worker' | 'loopback-http' | 'network' | null; readonly stack: StackId; readonly operation: number }
  /** `transferredBytes` of `sizeBytes` were moved, not copied; shared memory does not count as payload. */
  | { readonly kind: 'message'; readonly direction: 'send' | 'receive'; readonly route: MessageRoute; readonly form: PayloadForm; readonly sizeBytes: number; readonly transferredBytes: number; readonly durationMs: number; readonly stack: StackId; readonly operation: number }
  /** What became of a buffer that a `message` of that stack copied: collected soon (it could have been transferred), or still the sender's. */
  | { readonly kind: 'sent-buffer'; readonly stack: StackId; readonly collected: boolean }
  /** Binary data through text: Buffer to base64 (`encode`) or back. */
  | { readonly kind: 'base64'; readonly direction: 'encode' | 'decode'; readonly sizeBytes: number; readonly fingerprint: string; readonly durationMs: number; readonly stack: StackId; readonly operation: number }
  /**
   * Calls of one export from one place, again and again within one turn of the event loop, counted in stretches of a thousand.
   * `accessor`: all that the function does is to read or write one place of memory.
   */
  | { readonly kind: 'repeated-calls'; readonly module: ModuleHash; readonly name: string; readonly accessor: 'read' | 'write' | null; readonly calls: number; readonly turns: number; readonly stack: StackId }
  /**
   * A large copy between the memory of an instance and JavaScript: bytes, or text that is encoded or decoded there.
   * Equal fingerprints are equal contents; those of text are the same as in `json-transfer`. `waste`: an `unchanged` copy
   * put into memory what already was there, a `returned` one what had been copied out of the same memory before.
   */
  | { readonly kind: 'boundary-copy'; readonly instance: InstanceId; readonly direction: 'in' | 'out'; readonly as: 'bytes' | 'text'; readonly sizeBytes: number; readonly fingerprint: string; readonly waste: 'unchanged' | 'returned' | null; readonly durationMs: number; readonly stack: StackId; readonly operation: number }
  /** Writes to one stream after it said that its buffer is full and before it had drained, since the last such event; told until it is empty. `drained`: it was empty in between. */
  | { readonly kind: 'ignored-backpressure'; readonly stream: number; readonly to: string; readonly writes: number; readonly queuedBytes: number; readonly peakBytes: number; readonly highWaterMarkBytes: number; readonly drained?: true; readonly stack: StackId };
