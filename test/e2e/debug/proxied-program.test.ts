import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { startChrome } from '../../../src/cdp/chrome-process';
import { listTargets } from '../../../src/cdp/discovery';
import { proxiedProgram } from '../../../src/toolkit/proxied-program';
import { requireTool, toolPath } from '../../tools';

/** What another debugger would lend: the address of a session with the target. */
function lent(webSocketUrl: string): { host: string; port: number; path: string } {
  const { hostname, port, pathname } = new URL(webSocketUrl);
  return { host: hostname, port: Number(port), path: pathname };
}

describe('the program of a session that somebody else has', () => {
  it('is a Node process, by its id and its own inspector', async () => {
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', '-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      let said = '';
      while (!/ws:\/\/\S+/.test(said)) said += String((await once(child.stderr, 'data'))[0]);
      const address = lent(/ws:\/\/\S+/.exec(said)![0]);
      assert.deepEqual(await proxiedProgram(address), { kind: 'node', pid: child.pid, host: address.host, port: address.port });
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is a page, by its address', async function () {
    requireTool(this, 'chromium');
    const browser = await startChrome({ executable: toolPath('chromium')!, args: [], env: process.env, headless: true, timeoutMs: 60_000 });
    try {
      const { hostname, port } = new URL(browser.webSocketUrl);
      const page = (await listTargets(hostname, Number(port))).find(({ type }) => type === 'page');
      const webSocketUrl = page!.webSocketDebuggerUrl;
      assert.deepEqual(await proxiedProgram(lent(webSocketUrl)), { kind: 'page', url: 'about:blank', webSocketUrl });
    } finally {
      await browser.stop();
    }
  });
});
