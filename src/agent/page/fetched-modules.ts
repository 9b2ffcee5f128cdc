import { isWasm, type ModuleRegistry } from '../module-registry';
import type { Patches } from '../patches';

/** Remembers which address a module's bytes came from. */
export function noteFetchedModules(modules: ModuleRegistry, patches: Patches): void {
  for (const name of ['arrayBuffer', 'bytes'] as const) {
    const prototype = Response.prototype as Partial<Record<typeof name, (this: Response) => Promise<ArrayBuffer | Uint8Array>>>;
    if (!prototype[name]) continue;
    patches.replace(prototype, name, (original) => async function (this: Response) {
      const { url } = this;
      const data = await original!.call(this);
      const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      if (url !== '' && isWasm(bytes)) modules.noteSource(bytes, url);
      return data;
    });
  }
}
