import type { Protocol } from 'devtools-protocol';
import { messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import type { Breakpoint } from './breakpoint';
import { mayBeScriptSource, mayBeWasmSource, type ThreadBreakpoints } from './breakpoints';
import { CommonJs } from './common-js';
import { CompiledScript } from './compiled-script';
import { FirstRuns } from './first-runs';
import type { ThreadScripts } from './thread-scripts';
import type { WasmScript } from './wasm-script';

type Paused = Protocol.Debugger.PausedEvent;

/** Where the breakpoints of all threads are kept, and what can't be set is told. */
interface BreakpointKeeper {
  breakpoints(): Iterable<Breakpoint>;
  onTrouble(message: string): void;
}

/** Sets the breakpoints of one thread in what it loads: before that runs, wherever V8 waits for it. */
export class ScriptBinding {
  private readonly firstRuns: FirstRuns;
  private readonly commonJs: CommonJs;

  constructor(
    session: CdpSession,
    private readonly keeper: BreakpointKeeper,
    private readonly breakpoints: ThreadBreakpoints,
    private readonly loaded: ThreadScripts,
  ) {
    this.firstRuns = new FirstRuns(session);
    this.commonJs = new CommonJs(session);
  }

  /** Resolves when they are set wherever they can be now; what is loaded later binds them before it runs. */
  async add(breakpoints: readonly Breakpoint[]): Promise<void> {
    const inWasm = breakpoints.some(({ path }) => mayBeWasmSource(path));
    const inScripts = breakpoints.some(({ path }) => mayBeScriptSource(path));
    await Promise.all([
      ...breakpoints.map((breakpoint) => this.breakpoints.addToScripts(breakpoint)),
      ...(inWasm ? [this.firstRuns.watch('beforeScriptExecution')] : []),
      ...(inScripts ? [this.firstRuns.watch('beforeScriptWithSourceMapExecution'), this.commonJs.watch()] : []),
      ...[...this.loaded.wasm.values(), ...this.loaded.compiled.values()].map((script) => this.bindIn(script, breakpoints)),
    ]);
  }

  async bindIn(script: WasmScript | CompiledScript, breakpoints = this.keeper.breakpoints()): Promise<void> {
    const concerns = script instanceof CompiledScript ? mayBeScriptSource : mayBeWasmSource;
    const wanted = [...breakpoints].filter(({ path }) => concerns(path));
    await Promise.all(wanted.map((breakpoint) => this.breakpoints.bindIn(script, breakpoint)));
  }

  /** V8 waits before the first run of a script, and is sent on. */
  beforeFirstRun({ data }: Paused): Promise<void> {
    const { scriptId = '' } = (data ?? {}) as { scriptId?: string };
    return this.firstRuns.arrive(() => this.prepare(this.loaded.wasm.get(scriptId) ?? this.loaded.compiled.get(scriptId)));
  }

  /** The thread is about to compile a CommonJS module. */
  isAtLoader(event: Paused): boolean {
    return this.commonJs.isAt(event);
  }

  async beforeCompiling(event: Paused): Promise<void> {
    const coming = await this.commonJs.comingAt(event);
    await this.prepare(coming && this.loaded.compiledScript(coming.url, coming.mapUrl));
  }

  pathAtLoader(event: Paused): Promise<string | null> {
    return this.commonJs.pathAt(event);
  }

  /** A CommonJS module that is about to be compiled is to be heard of, whatever it is; or as before. */
  stopAtModules(isWanted: boolean): Promise<void> {
    return this.commonJs.stopAtEach(isWanted);
  }

  /** Leaves nothing that V8 would wait for. */
  ignoreFirstRuns(): Promise<void> {
    return this.firstRuns.ignore();
  }

  private async prepare(script: WasmScript | CompiledScript | null | undefined): Promise<void> {
    if (script) await this.bindIn(script).catch((error: unknown) => this.keeper.onTrouble(`breakpoints in ${script.url}: ${messageFor(error)}`));
  }
}
