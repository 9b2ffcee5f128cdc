import { LIMITS } from '../base/limits';
import type { Debuggee } from '../session/debuggee';
import type { WasmScript } from '../session/wasm-script';
import type { ModuleSymbols, SourceFrame } from '../symbols/module-symbols';
import { WASM_FRAME, printedFrame, rewriteStackTrace, type PrintedFrame } from '../symbols/stack-trace';

export interface OutputText {
  readonly category: string;
  readonly text: string;
}

/** What the programs write, in their order; frames of Wasm in stack traces lead to their source. */
export class ProgramOutput {
  private last = Promise.resolve();
  private pending = 0;
  /** By address; what is written of them may come when they are gone. */
  private readonly scripts = new Map<string, WasmScript>();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly send: (output: OutputText) => void,
  ) {
    debuggee.events.on('script', (script) => this.scripts.set(script.url, script));
    debuggee.events.on('output', (output) => this.write(output));
    debuggee.events.on('leaving', () => this.prepareForLastWords());
  }

  /** At once, unless something written before is still on its way. */
  afterwards(work: () => void): void {
    if (this.pending === 0) work();
    else this.inTurn(() => Promise.resolve(work()));
  }

  private write(output: OutputText): void {
    if (this.pending === 0 && !WASM_FRAME.test(output.text)) this.send(output);
    else this.inTurn(async () => this.send({ ...output, text: await this.rewritten(output.text) }));
  }

  private inTurn(work: () => Promise<void>): void {
    this.pending++;
    this.last = this.last.then(work).finally(() => this.pending--);
  }

  /** As Node prints what ended a program only once nobody can ask it for its modules any more. Large ones are left out: they take too long. */
  private prepareForLastWords(): void {
    for (const script of this.scripts.values()) if (script.sizeBytes < LIMITS.handover.smallestBytes) this.debuggee.holdEnd(inTime(script.symbols()));
  }

  /** As written where nobody knows the module, or it takes long to know it. A line that has not ended yet may break off anywhere. */
  private async rewritten(text: string): Promise<string> {
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(0, end);
    const urls = new Set(lines.split('\n').flatMap((line) => printedFrame(line)?.url ?? []));
    const symbols = new Map(await Promise.all([...urls].map(async (url) => [url, await inTime(this.symbolsOf(url))] as const)));
    const framesOf = ({ url, functionIndex, offset }: PrintedFrame): readonly SourceFrame[] => {
      const found = symbols.get(url);
      return found?.module.functionAt(offset)?.index === functionIndex ? found.framesAt(offset) : [];
    };
    return rewriteStackTrace(lines, framesOf, (file) => this.debuggee.paths.resolve(file) ?? file) + text.slice(end);
  }

  private async symbolsOf(url: string): Promise<ModuleSymbols | undefined> {
    // A pipe is quicker than the debugging protocol: what V8 tells of its scripts comes before its next answer.
    if (!this.scripts.has(url)) await Promise.allSettled(this.debuggee.threads().map(({ session }) => session.send('Runtime.getIsolateId')));
    return this.scripts.get(url)?.symbols();
  }
}

/** undefined where the program is gone, or too slow. */
async function inTime<Result>(asked: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), LIMITS.adapter.traceMs)));
  return Promise.race([asked.catch(() => undefined), tooLate]).finally(() => clearTimeout(timer));
}
