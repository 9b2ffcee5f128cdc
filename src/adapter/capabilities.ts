import type { DebugProtocol } from '@vscode/debugprotocol';

/** What the adapter can do, for the client to offer it (Debug Adapter Protocol, `Capabilities`). */
export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsExceptionInfoRequest: true,
  supportsEvaluateForHovers: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsCancelRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsLoadedSourcesRequest: true,
  supportsModulesRequest: true,
  supportsReadMemoryRequest: true,
  supportsFunctionBreakpoints: true,
  supportsInstructionBreakpoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsSteppingGranularity: true,
  supportsStepInTargetsRequest: true,
  supportsRestartRequest: true,
  supportsSetVariable: true,
  supportsDisassembleRequest: true,
  supportsDelayedStackTraceLoading: true,
  exceptionBreakpointFilters: [
    { filter: 'all', label: 'Caught exceptions', default: false },
    { filter: 'uncaught', label: 'Uncaught exceptions', default: true },
    { filter: 'traps', label: 'WebAssembly traps', description: 'Stops where WebAssembly fails, even when JavaScript catches it', default: true },
    { filter: 'panics', label: 'Rust panics', description: 'Stops where a panic begins, with its message, before it is unwound or aborts', default: true },
  ],
};
