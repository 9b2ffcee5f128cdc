/** What a Node program says of itself. */
export interface NodeIdentity {
  /** 0 where it is not known yet: see `isStarting`. */
  readonly pid: number;
  readonly argv: readonly string[];
  readonly version: string;
  /** Node has not set up the program yet: it began just now, or waits for a debugger (`--inspect-brk`, `--inspect-wait`). */
  readonly isStarting: boolean;
}

/**
 * An expression of the inspected program: a NodeIdentity, undefined where that is no Node. The inspector listens before
 * Node has set `process.pid` and `process.argv`, and with `--inspect-brk` waits there; on Linux /proc knows both by then.
 */
export const NODE_IDENTITY = `(() => {
  if (typeof process !== 'object' || !process.versions?.node) return undefined;
  const { pid, argv, version, getBuiltinModule } = process;
  if (pid !== undefined && argv !== undefined) return { pid, argv, version, isStarting: false };
  try {
    const { readlinkSync, readFileSync } = getBuiltinModule('node:fs');
    const words = readFileSync('/proc/self/cmdline', 'utf8').split('\\0').slice(0, -1);
    return { pid: Number(readlinkSync('/proc/self')), argv: words, version, isStarting: true };
  } catch {
    return { pid: 0, argv: [], version, isStarting: true };
  }
})()`;
