import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { root } from '../../tools';

export const servicePath = join(root, 'test/fixtures/record/service.mjs');
export const fixtures = join(root, 'test/fixtures');

/** Line of hot.c where a function begins. */
export function lineOf(name: string): number {
  const lines = readFileSync(join(fixtures, 'hot.c'), 'utf8').split('\n');
  const index = lines.findIndex((line) => new RegExp(`^\\S.*\\b${name}\\(.*\\{$`).test(line));
  assert.ok(index >= 0, name);
  return index + 1;
}

export class Service {
  private asked = 0;
  private answered = 0;
  private running: Promise<void> | undefined;
  private stopping = false;

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    private readonly said: () => string,
  ) {}

  /** Where the service says that its inspector listens, if it ever did. */
  get inspectorPort(): number | null {
    const match = /Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(this.said());
    return match ? Number(match[1]) : null;
  }

  static start(node: string, flags: readonly string[] = []): Promise<Service> {
    const child = spawn(node, [...flags, servicePath], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    return new Promise((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const port = /^listening on (\d+)/m.exec(said);
        if (port) resolve(new Service(child, Number(port[1]), () => said));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('close', () => reject(new Error(`the service ended: ${said}`)));
    });
  }

  /** Once somebody has connected to its inspector, as Node says on stderr. */
  async debuggerAttached(): Promise<void> {
    while (!this.said().includes('Debugger attached')) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`the service ended: ${this.said()}`);
      await new Promise((later) => setTimeout(later, 20));
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Requests one after another, until `rest`; `beforeEach` hears how many have been answered. */
  load(beforeEach: (answered: number) => void = () => undefined): void {
    this.running = (async () => {
      while (!this.stopping) {
        beforeEach(this.answered);
        this.asked++;
        const status = await this.ask().catch(() => 0);
        if (status === 200) this.answered++;
        else return;
      }
    })();
  }

  ask(rounds = 500_000): Promise<number> {
    return new Promise((resolve, reject) => {
      get({ port: this.port, path: `/?rounds=${rounds}`, agent: false }, (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0))).once('error', reject);
    });
  }

  /** Ends the load; every request must have been answered. */
  async rest(): Promise<void> {
    this.stopping = true;
    await this.running;
    assert.ok(this.answered > 0);
    assert.equal(this.answered, this.asked);
  }

  async end(): Promise<void> {
    this.stopping = true;
    const gone = new Promise((resolve) => this.child.once('close', resolve));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await gone;
    }
    await this.running;
  }
}
