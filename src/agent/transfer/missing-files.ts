import { LIMITS } from '../../base/limits';
import type { AgentHost } from '../probe';

type Write = (this: unknown, ...args: unknown[]) => boolean;

/** What is printed to the error output so soon after a file was not found is taken to be about it. */
const SOON_MS = 50;

/** Files that the program wanted and could not open, and whether it said so. */
export class MissingFiles {
  private readonly untold = new Map<string, { readonly stem: string; readonly at: number }>();
  private readonly known = new Set<string>();

  constructor(private readonly host: AgentHost) {}

  failed(path: string | null, error: unknown): void {
    const code = (error as { code?: unknown } | null)?.code;
    if (path === null || typeof code !== 'string' || this.known.has(path) || this.known.size >= LIMITS.cache.watchedFiles) return;
    if (this.known.size === 0) this.listen();
    this.known.add(path);
    this.untold.set(path, { stem: stemOf(path), at: this.host.now() });
    this.host.emit({ kind: 'file-missing', path, error: code, stack: this.host.captureStack(), operation: this.host.operations.current() });
  }

  private listen(): void {
    const hear = this.host.guard((text: unknown, isError: boolean) => {
      if (this.untold.size === 0 || typeof text !== 'string') return;
      for (const [path, { stem, at }] of this.untold) {
        if (!text.includes(stem) && !(isError && this.host.now() - at < SOON_MS)) continue;
        this.untold.delete(path);
        this.host.emit({ kind: 'file-missing-told', path });
      }
    });
    for (const [stream, isError] of [[process.stdout, false], [process.stderr, true]] as const) {
      this.host.patch(stream as unknown as { write: Write }, 'write', (write) => function (this: unknown, ...args) {
        hear(args[0], isError);
        return write.apply(this, args);
      });
    }
  }
}

/** The name without folder and extension. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
