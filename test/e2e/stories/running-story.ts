import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../tools';

/** An entry of a story that serves until it is stopped. */
export interface RunningStory {
  readonly address: string;
  readonly process: ChildProcess;
  /** Ends it as a user would, and resolves when it has ended. */
  stop(): Promise<void>;
}

export async function startStory(story: string, entry: 'broken' | 'mended', node = process.execPath): Promise<RunningStory> {
  const service = spawn(node, [join(root, 'examples', story, `${entry}.mjs`)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async (): Promise<void> => {
    if (service.exitCode !== null || service.signalCode !== null) return;
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGTERM');
    await ended;
  };
  try {
    return { address: await addressOf(service), process: service, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressOf(service: ChildProcess): Promise<string> {
  service.stderr!.resume();
  let printed = '';
  return new Promise((resolve, reject) => {
    service.once('error', reject);
    service.once('exit', () => reject(new Error(`the service did not say where it listens: ${printed}`)));
    service.stdout!.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const match = /http:\/\/\S+/.exec(printed);
      if (match) resolve(match[0]);
    });
  });
}
