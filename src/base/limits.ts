/**
 * Every bound of the engine in one place: no loop over input, no queue and no cache goes without one.
 * Counts are entries, sizes are bytes, times are milliseconds.
 */
export const LIMITS = {
  /** Wasm JS API implementation limits are near these; a module beyond them is damaged or hostile. */
  wasm: { sections: 100_000, functions: 1_000_000, types: 1_000_000, imports: 1_000_000, locals: 50_000, names: 4_000_000, nameBytes: 1 << 20, shownNesting: 60, shownLocals: 1_000, shownFunctionNames: 100_000, undecodedBytes: 4_096, cachedBodies: 1_000, blockCounters: 500_000, bodyBytes: 7_000_000 },
  /** wabt's text of a module is one string in its own memory. */
  wat: { outlinedCharacters: 16 << 20, wabtBytes: 16 << 20, wabtNesting: 1_000, wabtLocals: 10_000, linesPerPiece: 1_000 },
  dwarf: {
    units: 1_000_000,
    diesPerUnit: 16_000_000,
    abbreviationsPerTable: 100_000,
    attributesPerAbbreviation: 2_000,
    nesting: 1_000,
    /** Line rows and entries of units beyond this are dropped, those first that were not asked for of late. */
    keptBytes: 256 << 20,
    /** Over all units, each function counted once for every unit that has it in its ranges. */
    claimedFunctions: 16_000_000,
    rowsPerSequence: 16_000_000,
    filesPerTable: 1_000_000,
    expressionSteps: 10_000,
    expressionStack: 1_024,
    /** The largest value that lies in pieces outside of memory. */
    pieceBytes: 1 << 16,
    typeChain: 256,
    inlineDepth: 1_000,
    /** Ranges that a block takes over from the blocks inside it. */
    inheritedRanges: 10_000,
    /** Names and paths; a source text that the compiler embedded may be longer. */
    stringBytes: 1 << 16,
    sourceBytes: 64 << 20,
    pathCharacters: 4_096,
    /** Of a qualified name, and of a type's name spelt out of its parts. */
    nameCharacters: 1 << 14,
    nameScopes: 64,
    nameSteps: 512,
    /** Types, globals and their scopes, over all units: what looking for a name keeps of them. */
    indexedNames: 8_000_000,
    /** From an inlined copy to its abstract function to its declaration: three are usual. */
    originChain: 16,
    rangesPerUnit: 1_000_000,
    /** Of a function or block; the parts of an inlined copy that optimisation scattered. */
    rangesPerEntry: 4_096,
    /** Reading the same bytes so many times over is no sound file's need: see ReadingBudget. */
    readings: { abbreviations: 8, lines: 2, unitRanges: 8, pathCharacters: 64 },
  },
  /** The first of them are kept, of a module or of what is read of it. */
  problems: 10_000,
  /** Functions looked through for the user's code that a step may meet, and how much of that is waited for. */
  /** `glueCharacters`: of a script that is read to see whether it is a toolchain's. `calledBack`: functions that a call into Node is watched for. */
  stepping: { walkedCallees: 2_000, wantedCallees: 200, glueCharacters: 4 << 20, calledBack: 20 },
  values: { children: 100, walkedElements: 1_000_000, followedLinks: 100_000, buckets: 1 << 24, searchedKeys: 10_000, stringBytes: 4_096, summaryCharacters: 160, depth: 32, completions: 200, pagedChildren: 10_000, copiedCharacters: 1 << 20 },
  /** What is kept of modules that nobody uses at the moment is bounded by the sum of their bytes. */
  symbols: { searched: 100_000, moduleBytes: 2 ** 31, keptBytes: 512 << 20 },
  /** `graceMs`: for a cancelled question to end by itself. `answerEntries`: of a list, so that taking it over does not block. */
  symbolsWorker: { heapMegabytes: 4_096, idleMs: 600_000, pendingQuestions: 1_000, graceMs: 250, answerEntries: 2_000, textCharacters: 1 << 20, sourceBytes: 8 << 20, lineCharacters: 1_000 },
  /** Modules that a launched program hands over as files; smaller ones are fetched as quickly. */
  handover: { smallestBytes: 1 << 20, roomBytes: 2 ** 31 },
  /** `callMs`: for a function of the program that an expression calls. `childSessionMs`: for the client to start a session for a child process, which waits meanwhile. */
  adapter: { instructions: 10_000, placesInFunction: 1_000, callMs: 2_000, traceMs: 2_000, childSessionMs: 30_000 },
  cdp: { messageBytes: 512 << 20, requestMs: 30_000, connectMs: 10_000 },
  agent: { pendingEvents: 20_000, stackDepth: 40, stacks: 20_000, sites: 10_000, liveAllocations: 1_000_000, trackedPromises: 20_000, walkedObjects: 20_000, walkedFunctions: 400, trackedCollections: 2_000, drainBytes: 4 << 20, snapshotBytes: 16 << 20, keptModuleBytes: 512 << 20, visits: 256, changedWords: 65_536 },
  /** Payloads below `payloadBytes` cost less than half a millisecond however they travel. */
  handoff: { payloadBytes: 64 << 10, pendingTransfers: 10_000, openFiles: 10_000, estimatedNodes: 256, fingerprintSamples: 64, fingerprintBytes: 4_096 },
  cache: { watchedLookups: 20_000, watchedCaches: 1_000, keysPerCache: 10_000, watchedFiles: 1_000, modulesPerPath: 64, importMismatches: 16 },
  trace: { lineBytes: 256 << 20, events: 5_000_000, keptEventsPerRule: 10_000, samplesPerSeries: 2_000 },
  /** Between two samples, microseconds: less costs more than it tells. Frames of a stack that is written as events, each of which costs its whole depth. While a recording runs, modules up to this size are read for their names, and looked for not more often than this. */
  profile: { fileBytes: 1 << 30, children: 256, leastIntervalUs: 50, mostIntervalUs: 1_000_000, eventedDepth: 1_000, liveModuleBytes: 32 << 20, liveSearchMs: 10_000 },
  /** Scripts whose source maps are read at a time, and the largest script or map that is. */
  sourceMap: { scripts: 500, fileBytes: 64 << 20 },
  report: { findings: 1_000, related: 20, documentBytes: 64 << 20 },
} as const;
