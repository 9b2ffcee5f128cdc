import { AwaitedCrossings } from '../awaited-crossings';
import { isAsyncifyControl } from '../interleaving/asyncify-control';
import type { AgentHost, Probe } from '../probe';

type Import = (this: unknown, ...args: unknown[]) => unknown;

/** Thousands of crossings that are each waited for: promises of exports and imports, suspensions by V8 and by Asyncify. */
export const awaits: Probe = {
  name: 'awaits',
  rules: ['async/chatty-await'],
  wrapsInstances: true,
  install(host) {
    if (host.options.mode === 'attach') return () => undefined;
    const crossings = new AwaitedCrossings(host);
    const leave = (result: unknown): void => crossings.left(result);
    const { operations } = host;
    const ofExport = (): number => operations.forCall();
    const ofImport = (): number => operations.current();
    host.wasm.onExportCall(({ name }) => (isAsyncifyControl(name) ? null : { enter: () => crossings.enter(name, ofExport), leave }));
    host.wasm.onImportCall(({ name }) => ({ enter: () => crossings.enter(name, ofImport), leave }));
    host.origins.onOrigin(({ kind }) => {
      if (kind === 'async-function') crossings.entered();
      else if (kind !== 'import') crossings.promised();
    });
    watchSuspending(host, crossings, leave);
    return () => undefined;
  },
};

/** What JSPI calls while it suspends never comes as an import function of its own. */
function watchSuspending(host: AgentHost, crossings: AwaitedCrossings, leave: (result: unknown) => void): void {
  const jspi = WebAssembly as typeof WebAssembly & { Suspending: new (original: Import) => object };
  if (!('Suspending' in WebAssembly)) return;
  const operation = (): number => host.operations.current();
  const enter = host.guard((name: string) => crossings.enter(name, operation));
  const left = host.guard(leave);
  host.patch(jspi, 'Suspending', (Suspending) => new Proxy(Suspending, {
    construct: (target, [original, ...rest]: unknown[], newTarget) => {
      if (typeof original !== 'function') return Reflect.construct(target, [original, ...rest], newTarget) as object;
      const watched: Import = function (...args) {
        enter((original as Import).name);
        const result = (original as Import).apply(this, args);
        left(result);
        return result;
      };
      return Reflect.construct(target, [watched, ...rest], newTarget) as object;
    },
  }));
}
