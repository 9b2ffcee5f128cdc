import type { AgentHost } from './probe';

/** A forced collection takes about 10 ms a megabyte of heap: not in services with more. */
const MAX_HEAP_BYTES = 64 << 20;

export const isLargeHeap = ({ runtime }: AgentHost): boolean => runtime.heapUsedBytes() > MAX_HEAP_BYTES;
