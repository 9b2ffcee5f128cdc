import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../tools';
import { DapClient } from './dap-client';
import { host } from './adapter-host';

/** A program in a folder of its own: fixture modules and sources beside the JavaScript that a test writes. */
export class DebuggeeFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'wasmscope-debuggee-')));
  private readonly clients: DapClient[] = [];

  constructor(...fixtures: string[]) {
    for (const name of fixtures) copyFileSync(join(root, 'test', 'fixtures', name), this.file(name));
  }

  file(name: string): string {
    return join(this.path, basename(name));
  }

  write(name: string, text: string | Uint8Array): string {
    writeFileSync(this.file(name), text);
    return this.file(name);
  }

  client(): DapClient {
    const client = DapClient.inProcess(host);
    this.clients.push(client);
    return client;
  }

  async remove(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.ask('disconnect', { terminateDebuggee: true })));
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The first line (from 1) of a text that contains `part`. */
export function lineOf(text: string, part: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`no line contains '${part}'`);
  return index + 1;
}
