import type { Probe } from '../probe';
import { RewrittenRegions } from '../rewritten-regions';

const EVERY_MS = 500;

/** Process-wide figures and the size of each living memory; compilations and instances as they come. */
export const vitals: Probe = {
  name: 'vitals',
  install(host) {
    const figures = host.runtime.startVitals();
    let lastAt = 0;
    let requests = 0;
    host.operations.onFinish((operation) => {
      if (host.operations.isRequest(operation)) requests++;
    });
    host.wasm.onCompile(({ hash, sourceFile }, { api, synchronous, durationMs, stack }) => {
      const operation = host.operations.current();
      host.emit({ kind: 'compile', module: hash, api, synchronous, durationMs, stack, operation, ...(operation !== 0 && { operationStartedAt: host.operations.startedAt(operation) }), sourceFile });
    });
    host.wasm.onInstance(({ id, compiled }, { api, stack, durationMs }) => {
      host.emit({ kind: 'instantiate', module: compiled.hash, instance: id, api, durationMs, stack, operation: host.operations.current() });
    });
    const regions = new WeakMap<WebAssembly.Memory, RewrittenRegions>();
    host.wasm.onGrow((instance, memory, fromBytes, toBytes, stack) => {
      const followed = regions.get(memory) ?? new RewrittenRegions();
      regions.set(memory, followed);
      const rewrittenShare = followed.onGrow(memory, fromBytes, toBytes);
      host.emit({ kind: 'memory-grow', instance: instance.id, module: instance.compiled.hash, memory: instance.memories().indexOf(memory), fromBytes, toBytes, stack, ...(rewrittenShare !== null && { rewrittenShare }) });
    });
    host.onFlush(() => {
      const t = host.now();
      if (t - lastAt < EVERY_MS) return;
      lastAt = t;
      if (figures) host.emit({ kind: 'vitals', ...figures.read(), requests });
      for (const instance of host.wasm.instances()) {
        for (const [memory, { buffer }] of instance.memories().entries()) {
          host.emit({ kind: 'memory-size', instance: instance.id, module: instance.compiled.hash, memory, sizeBytes: buffer.byteLength });
        }
      }
    });
    return () => figures?.stop();
  },
};
