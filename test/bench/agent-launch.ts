import { mkdtempSync, rmSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBES } from '../../src/agent/probes';
import { AGENT_ENV, type AgentOptions } from '../../src/agent/wire';
import { FLUSH_MS } from '../../src/toolkit/watch';
import { root } from '../tools';

export interface AgentSettings {
  /** Names of the only probes to install; all of them when absent. */
  readonly only?: readonly string[];
  readonly trackAllocations: boolean;
}

/** Starts a program plainly (null) or with the agent that `check` preloads. */
export function startProgram(program: string, agent: AgentSettings | null): ChildProcess {
  if (!agent) return spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const spoolDir = mkdtempSync(join(tmpdir(), 'wasmscope-bench-spool-'));
  const without = agent.only ? PROBES.map(({ name }) => name).filter((name) => !agent.only!.includes(name)) : [];
  const options: AgentOptions = { spoolDir, mode: 'launch', trackAllocations: agent.trackAllocations, flushMs: FLUSH_MS, without };
  const env = { ...process.env, [AGENT_ENV]: JSON.stringify(options), NODE_OPTIONS: `--require ${JSON.stringify(join(root, 'dist', 'agent.js'))}` };
  const child = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.once('close', () => rmSync(spoolDir, { recursive: true, force: true }));
  return child;
}

export async function stopProgram(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await gone;
}
