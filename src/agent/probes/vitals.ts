import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Probe } from '../probe';

const EVERY_MS = 500;
const NANOSECONDS_PER_MS = 1e6;

/** Process-wide figures and the size of each living memory; compilations and instances as they come. */
export const vitals: Probe = {
  name: 'vitals',
  install(host) {
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    let lastAt = 0;
    let requests = 0;
    host.operations.onFinish((operation) => {
      if (host.operations.isRequest(operation)) requests++;
    });
    host.wasm.onCompile(({ hash, sourceFile }, { api, synchronous, durationMs, stack }) => {
      host.emit({ kind: 'compile', module: hash, api, synchronous, durationMs, stack, operation: host.operations.current(), sourceFile });
    });
    host.wasm.onInstance(({ id, compiled }, { api, stack, durationMs }) => {
      host.emit({ kind: 'instantiate', module: compiled.hash, instance: id, api, durationMs, stack, operation: host.operations.current() });
    });
    host.wasm.onGrow((instance, memory, fromBytes, toBytes, stack) => {
      host.emit({ kind: 'memory-grow', instance: instance.id, module: instance.compiled.hash, memory: instance.memories().indexOf(memory), fromBytes, toBytes, stack });
    });
    host.onFlush(() => {
      const t = host.now();
      if (t - lastAt < EVERY_MS) return;
      lastAt = t;
      const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      host.emit({ kind: 'vitals', rssBytes: rss, heapUsedBytes: heapUsed, externalBytes: external, arrayBuffersBytes: arrayBuffers, cpuUserMs: user / 1e3, cpuSystemMs: system / 1e3, loopDelayMaxMs: delay.max / NANOSECONDS_PER_MS, loopDelayMeanMs: (delay.mean || 0) / NANOSECONDS_PER_MS, requests });
      delay.reset();
      for (const instance of host.wasm.instances()) {
        for (const [memory, { buffer }] of instance.memories().entries()) {
          host.emit({ kind: 'memory-size', instance: instance.id, module: instance.compiled.hash, memory, sizeBytes: buffer.byteLength });
        }
      }
    });
    return () => delay.disable();
  },
};
