/** What another debugger lends: a WebSocket into its own session with a target. */
export interface DebuggerProxy {
  readonly host: string;
  readonly port: number;
  readonly path?: string;
}

export function webSocketUrlOf({ host, port, path = '' }: DebuggerProxy): string {
  return `ws://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
