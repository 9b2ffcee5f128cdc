import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from './dap-client';

export interface ChildSession {
  readonly name: string;
  readonly pid: number;
  readonly client: DapClient;
  readonly configuration: Record<string, unknown>;
}

/** A client that starts a session for each child process it is told of, with the breakpoints of the first one, as an editor does. */
export class SessionFamily {
  readonly children: ChildSession[] = [];
  private readonly waiting = new Set<() => void>();
  private failure: Error | undefined;

  constructor(
    readonly parent: DapClient,
    /** A connection to an adapter, the same or another one. */
    private readonly connect: () => DapClient | Promise<DapClient>,
    private readonly breakpoints: Record<string, number[]> = {},
  ) {
    parent.capabilities = { supportsStartDebuggingRequest: true };
    parent.onRequest = async (_command, args) => {
      await this.start(args as DebugProtocol.StartDebuggingRequestArguments).catch((error: unknown) => {
        this.failure = error as Error;
        throw error;
      }).finally(() => this.wake());
    };
  }

  launch(configuration: object): Promise<void> {
    return this.parent.launch(configuration, this.breakpoints);
  }

  attach(configuration: object): Promise<void> {
    return this.parent.attach(configuration, this.breakpoints);
  }

  /** The child session of that place in the order of their start, once it is there. Rejects where one could not be started. */
  async child(index = 0): Promise<ChildSession> {
    while (this.children.length <= index && this.failure === undefined) await new Promise<void>((resolve) => this.waiting.add(resolve));
    if (this.failure !== undefined) throw this.failure;
    return this.children[index]!;
  }

  private async start({ request, configuration }: DebugProtocol.StartDebuggingRequestArguments): Promise<void> {
    if (request !== 'attach') throw new Error(`asked to ${request} a child`);
    const client = await this.connect();
    client.capabilities = { supportsStartDebuggingRequest: true };
    const { name, processId } = configuration as { name: string; processId: number };
    // As it came over the wire, and nothing besides.
    await client.attach(configuration, this.breakpoints);
    this.children.push({ name, pid: processId, client, configuration });
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
