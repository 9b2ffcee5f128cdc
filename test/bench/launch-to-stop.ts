import { spawn } from 'node:child_process';
import { InspectorChatter } from '../../src/cdp/inspector-chatter';
import { connectToInspector } from '../../src/cdp/node-connection';
import type { Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { withProgram } from './program-folder';
import { lineOf } from './places';
import { durationText, isAtMost, ratioText } from './statistics';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
console.log(wasm.perimeter(wasm.create(5, 5)));`;

export const benchmark: Benchmark = {
  what: 'launch → stopped at a Wasm line set before launch, Node',
  peer: '830 to 890 ms (plain JS 270 to 330)',
  goal: '≤ 1.3 times a bare --inspect-brk round',
  measure: ({ rounds }) =>
    withProgram(['shapes-o0-dwarf5.wasm', 'shapes.c'], PROGRAM, async (program, folder) => {
      const line = lineOf('shapes.c', 'shape->depth = -3');
      const bare: number[] = [];
      const ours: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const bareMs = await bareRound(program);
        const { client, stoppedMs } = await launchAndStop(program, `${folder}/shapes.c`, line);
        await end(client);
        // The first round is this process's own warming up.
        if (round === 0) continue;
        bare.push(bareMs);
        ours.push(stoppedMs);
      }
      const ratios = ours.map((ms, index) => ms / bare[index]!);
      return { ours: `${durationText(ours)}, ${ratioText(ratios)} times the bare round`, peerHere: `bare ${durationText(bare)}`, reached: isAtMost(ratios, 1.3) };
    }),
};

/** What any debugger must do: start Node, connect, enable, resume, and hear of the pause at the first line. */
async function bareRound(program: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--inspect-brk=127.0.0.1:0', program], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const session = await connectToInspector(await new Promise<string>((resolve) => {
    const chatter = new InspectorChatter(() => undefined, resolve);
    child.stderr.on('data', (chunk: Uint8Array) => chatter.push(chunk));
  }));
  const paused = new Promise((resolve) => session.on('Debugger.paused', resolve));
  await session.send('Runtime.enable');
  await session.send('Debugger.enable');
  await session.send('Runtime.runIfWaitingForDebugger');
  await paused;
  const elapsedMs = performance.now() - startedAt;
  await session.close();
  child.kill('SIGKILL');
  await ended;
  return elapsedMs;
}
