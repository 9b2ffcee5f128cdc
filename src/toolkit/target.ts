/** Whom a deed concerns. */
export type TargetSpec = LaunchTarget | RunningTarget | PageTarget;

/** A Node process that runs already. */
export type RunningTarget = { readonly kind: 'pid'; readonly pid: number } | { readonly kind: 'port'; readonly host: string; readonly port: number };

/** A page, opened in a browser of ours; with `browser` in one that runs already, where it may be open. */
export interface PageTarget {
  readonly kind: 'url';
  readonly url: string;
  readonly browser?: BrowserPort;
}

/** Where a browser was told to listen for debuggers (`--remote-debugging-port`). */
export interface BrowserPort {
  readonly host: string;
  readonly port: number;
}

/** A page that another debugger has, by the WebSocket into its session that it lends. */
export interface LentPageTarget {
  readonly kind: 'lent';
  readonly webSocketUrl: string;
  /** Those into its sessions with the page's frames and workers, as they come. */
  readonly others: AsyncIterable<string>;
  /** Load it again, to see it from its start. */
  readonly reload: boolean;
}

export interface LaunchTarget {
  readonly kind: 'launch';
  /** The program and its arguments, as after `--` on the command line. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface TargetEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}
