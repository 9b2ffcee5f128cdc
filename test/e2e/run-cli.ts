import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../../src/findings/finding';
import { root } from '../tools';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly node?: string;
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export const cliPath = join(root, 'dist', 'cli.js');

/** Runs the built program as a user would, by the given Node. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return startCli(args, options).done;
}

/** The same, to be interrupted. `heard` resolves once what the target or the program says on stderr matches. */
export function startCli(args: readonly string[], options: CliOptions = {}): { child: ChildProcess; done: Promise<CliRun>; heard(pattern: RegExp): Promise<RegExpExecArray> } {
  const child = spawn(options.node ?? process.execPath, [cliPath, ...args], { cwd: options.cwd ?? root, env: { ...process.env, ...options.env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(options.input ?? '');
  const done = new Promise<CliRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const heard = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const listen = (): void => {
        const match = pattern.exec(stderr);
        if (match) resolve(match);
      };
      child.stderr.on('data', listen);
      child.once('close', () => reject(new Error(`ended without saying ${String(pattern)}: ${stderr}`)));
      listen();
    });
  return { child, done, heard };
}

export function parseReport({ stdout, stderr }: CliRun): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`no JSON on stdout: ${stdout.slice(0, 500)}\n${stderr.slice(-2_000)}`);
  }
}

/** It could not be done: nothing on stdout, one line that says why, exit code 1. */
export function assertRefused({ exitCode, stdout, stderr }: CliRun, reason: RegExp): void {
  assert.equal(exitCode, 1, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, reason);
  assert.match(stderr, /^wasmscope: [^\n]+\n$/, 'one line, no stack of ours');
}
