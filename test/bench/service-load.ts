import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { startProgram, stopProgram, type AgentSettings } from './agent-launch';

/** What one request asks: so many calls into Wasm, of so many rounds each. */
export interface RequestShape {
  readonly calls: number;
  readonly rounds: number;
}

/** The service under load, asked one request after another over one connection. */
export class MeasuredService {
  private readonly connection = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(
    readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  static async start(agent: AgentSettings | null): Promise<MeasuredService> {
    const child = startProgram(join(__dirname, 'programs', 'service.mjs'), agent);
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return new MeasuredService(child, Number(/\d+$/.exec(line)));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** CPU microseconds of the service's process for each of so many requests. */
  async cpuPerRequest(count: number, { calls, rounds }: RequestShape): Promise<number> {
    const before = Number(await this.ask('/cpu'));
    for (let request = 0; request < count; request++) await this.ask(`/?calls=${calls}&rounds=${rounds}`);
    return (Number(await this.ask('/cpu')) - before) / count;
  }

  async stop(): Promise<void> {
    this.connection.destroy();
    await stopProgram(this.child);
  }

  private ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ port: this.port, path, agent: this.connection }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${path}: ${response.statusCode}`))));
      }).once('error', reject);
    });
  }
}

/** Ratios of two ways, one pair after the other; which of the two comes first alternates. */
export async function alternatingRatios(pairs: number, plain: () => Promise<number>, other: () => Promise<number>): Promise<number[]> {
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const plainFirst = pair % 2 === 0;
    const first = await (plainFirst ? plain : other)();
    const second = await (plainFirst ? other : plain)();
    ratios.push(plainFirst ? second / first : first / second);
  }
  return ratios;
}
