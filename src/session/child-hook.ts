import { readFile } from 'node:fs/promises';
import { CHILDREN_HOOK, DEBUG_ENV, type DebugBootOptions } from '../agent/wire';
import type { CdpSession } from '../cdp/connection';
import { ownScript } from './own-script';
import type { ThreadGuest } from './thread-guest';

/** Runs in the program, in a worker even before Node can load modules there: `boot` is the script that a launched one is started with. */
const LOAD = `((boot, told, hook) => {
  if (!(hook in globalThis)) {
    process.env[${JSON.stringify(DEBUG_ENV)}] = told;
    try {
      boot(process.getBuiltinModule);
    } finally {
      delete process.env[${JSON.stringify(DEBUG_ENV)}];
    }
  }
  return hook in globalThis;
})`;

/** Makes the children known that a program starts from now on, which was not started by us. */
export class ChildHook implements ThreadGuest {
  private isRefused = false;

  constructor(
    private readonly bootPath: string,
    private readonly options: DebugBootOptions,
    private readonly onRefused: () => void,
  ) {}

  async install(session: CdpSession): Promise<void> {
    const boot = await readFile(this.bootPath, 'utf8').catch(() => '');
    const expression = `${LOAD}((require) => {${boot}\n}, ${JSON.stringify(JSON.stringify(this.options))}, Symbol.for('${CHILDREN_HOOK}'))`;
    const { result } = await session.send('Runtime.evaluate', { expression: ownScript(expression), returnByValue: true, silent: true, disableBreaks: true });
    if (result.value === true || this.isRefused) return;
    this.isRefused = true;
    this.onRefused();
  }

  remove(session: CdpSession): Promise<void> {
    return removeChildHook(session);
  }
}

/** The program starts its children in its own way again. */
export async function removeChildHook(session: CdpSession): Promise<void> {
  await session.send('Runtime.evaluate', { expression: `globalThis[Symbol.for('${CHILDREN_HOOK}')]?.()`, silent: true, disableBreaks: true });
}
