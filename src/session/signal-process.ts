/** A process that is gone already, or is not ours, is left at that. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // As said.
  }
}
