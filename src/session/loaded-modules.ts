import type { CdpSession } from '../cdp/connection';

/** A Wasm module that lives in the target, with its bytes. */
export interface LoadedModule {
  readonly scriptId: string;
  readonly url: string;
  readonly bytes: Uint8Array;
}

/**
 * Fetches the bytes of all living Wasm modules. The debugger must be on for that, which slows the target's Wasm while
 * it lasts (some 100 ms for small modules): never call it while measuring. Modules that fail are left out.
 */
export async function loadedModules(session: CdpSession): Promise<LoadedModule[]> {
  const scripts = new Map<string, string>();
  const subscription = session.on('Debugger.scriptParsed', ({ scriptId, url, scriptLanguage }) => {
    if (scriptLanguage === 'WebAssembly') scripts.set(scriptId, url);
  });
  try {
    await session.send('Debugger.enable', {});
    const modules: LoadedModule[] = [];
    for (const [scriptId, url] of scripts) {
      const answer = await session.send('Debugger.getScriptSource', { scriptId }).catch(() => undefined);
      if (answer?.bytecode) modules.push({ scriptId, url, bytes: Buffer.from(answer.bytecode, 'base64') });
    }
    return modules;
  } finally {
    subscription.dispose();
    await session.send('Debugger.disable').catch(() => undefined);
  }
}
