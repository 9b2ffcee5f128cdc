import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';
import type { EngineTimes } from './engine-script';
import { inFreshProcess } from './fresh-process';

/**
 * LLDB compiled to Wasm, as js-debug runs it: the same questions as ours in engine-script. Lines and columns of its
 * interface count from 0.
 */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const { spawn } = require('@vscode/dwarf-debugging');
const [path, file, line, rounds] = process.argv.slice(2);
const value = async () => ({ type: 'i32', value: 0 });
const host = { getWasmLinearMemory: async (offset, length) => new ArrayBuffer(length), getWasmLocal: value, getWasmGlobal: value, getWasmOp: value };
void (async () => {
  const bytes = readFileSync(path);
  const breakpointMs = [], variablesMs = [];
  let sinceStartMs = 0, variables = 0, peakRssBytes = 0;
  for (let round = 0; round < Number(rounds); round++) {
    const code = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const startedAt = performance.now();
    const { rpc, dispose } = spawn(host);
    await rpc.sendMessage('hello', [], false);
    const files = await rpc.sendMessage('addRawModule', 'module', '', { url: 'file:///module.wasm', code });
    const sourceFileURL = files.find((each) => each.endsWith(file));
    const [place] = await rpc.sendMessage('sourceLocationToRawLocation', { rawModuleId: 'module', sourceFileURL, lineNumber: Number(line) - 1, columnNumber: -1 });
    const located = performance.now();
    variables = (await rpc.sendMessage('listVariablesInScope', { rawModuleId: 'module', codeOffset: place.startOffset, inlineFrameIndex: 0 })).length;
    breakpointMs.push(located - startedAt);
    variablesMs.push(performance.now() - located);
    sinceStartMs ||= located;
    if (round === 0) peakRssBytes = process.resourceUsage().maxRSS * 1024;
    await dispose();
  }
  console.log(JSON.stringify({ breakpointMs, variablesMs, variables, sinceStartMs, peakRssBytes }));
  process.exit(0);
})().catch((error) => { console.error(error); process.exit(1); });
`;

/** Installs the peer's engine once, by this folder's own package.json. */
export function peerTimes(module: string, file: string, line: number, rounds: number): EngineTimes {
  const folder = cacheFolder('bench', 'peer');
  if (!existsSync(join(folder, 'node_modules', '@vscode', 'dwarf-debugging'))) {
    copyFileSync(join(__dirname, 'package.json'), join(folder, 'package.json'));
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const script = join(folder, 'peer-engine.cjs');
  writeFileSync(script, SCRIPT);
  return inFreshProcess<EngineTimes>(script, [module, file, String(line), String(rounds)]);
}
